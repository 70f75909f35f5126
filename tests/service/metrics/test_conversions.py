"""Cases that go on as another access type: every stock is exact, in any order and any knowledge."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.metrics import store
from services.metrics.answers import closures
from services.metrics.asking.asked import CLOSURES
from services.metrics.domain import figures
from services.metrics.store import Question
from shared.db.database import Database
from shared.events.intake import ComplaintAccepted
from shared.events.routing import CaseAssigned, CaseClosed, CaseConverted
from tests.factories import a_closed_case, an_accepted_complaint, an_assigned_case, an_event
from tests.samples import a_sample
from tests.service.metrics.listening import Event, tell
from tests.service.metrics.test_any_order import _forget as forget
from tests.service.metrics.test_any_order import in_examples

START = datetime(2022, 1, 3, 5, tzinfo=UTC)
HOURS = st.integers(1, 24 * 20)
DAYS = st.dates(date(2021, 12, 20), date(2022, 3, 20))


@dataclass(frozen=True)
class Fast:
    """A report of the fast route, converted or not, closed or not; hours after each other."""

    agency: str
    after: int
    converted: int | None
    closed: int | None

    @property
    def moments(self) -> tuple[datetime, datetime | None, datetime | None]:
        registered = START + timedelta(hours=self.after)
        converted = registered + timedelta(hours=self.converted) if self.converted else None
        last = converted or registered
        return registered, converted, last + timedelta(hours=self.closed) if self.closed else None

    def events(self) -> list[Event]:
        registered, converted, closed = self.moments
        told: dict[str, Any] = {"agency": self.agency, "registered_at": registered}
        accepted: ComplaintAccepted = an_accepted_complaint(**told, access_type="RCO")
        told["complaint_id"] = accepted.complaint_id
        assigned: CaseAssigned = an_assigned_case(**told, access_type="RCO")
        found = [an_event(accepted, registered), an_event(assigned, registered)]
        told["case_id"] = assigned.case_id
        if converted:
            was = {"access_type": "LM", "was_access_type": "RCO", "substance": assigned.substance}
            fact = a_sample(CaseConverted, **told, **was, office="babel", channel="website")
            found.append(an_event(fact, converted))
        if closed:
            case_id = told.pop("case_id")
            is_now = "LM" if converted else "RCO"
            fact_closed: CaseClosed = a_closed_case(**told, access_type=is_now)
            fact_closed = fact_closed.model_copy(update={"case_id": case_id})
            found.append(an_event(fact_closed, closed))
        return found

    def stands_as(self, day: date) -> str | None:
        """As what it was open when that day began."""
        registered, converted, closed = (one and _day(one) for one in self.moments)
        if registered is None or registered >= day or (closed and closed < day):
            return None
        return "LM" if converted and converted < day else "RCO"


def _day(moment: datetime) -> date:
    return (moment + timedelta(hours=7)).date()


FASTS = st.builds(
    Fast,
    agency=st.sampled_from(["pln", "pdam"]),
    after=HOURS,
    converted=st.none() | HOURS,
    closed=st.none() | HOURS,
)


async def _flows(database: Database, question: Question) -> dict[str, Any]:
    async with database.reading() as connection:
        sums = await store.sums(connection, question, CLOSURES, stock=True)
    found = figures.grouped(sums, question.by, question.start, question.end)
    return {flow.group: closures.stock_flow(flow) for flow in found}


def _holds(one: Any) -> None:
    """M03, to the last case."""
    came = one.open_at_start + one.opened + one.reopened + one.transferred_in
    assert one.open_at_end == came - one.transferred_out - one.closed


async def _compare(database: Database, found: list[Fast], start: date, end: date) -> None:
    for as_of in (None, datetime(2100, 1, 1, tzinfo=UTC)):
        flows = await _flows(database, Question(start, end, "access_type", as_of=as_of))
        for access_type in ("RCO", "LM"):
            one = flows.get(access_type)
            at_start = sum(case.stands_as(start) == access_type for case in found)
            at_end = sum(case.stands_as(end) == access_type for case in found)
            assert (one.open_at_start if one else 0) == at_start
            assert (one.open_at_end if one else 0) == at_end
            if one:
                _holds(one)
        by_agency = await _flows(database, Question(start, end, "agency", as_of=as_of))
        for agency, one in by_agency.items():
            _holds(one)
            assert (one.transferred_in, one.transferred_out) == (0, 0)
            here = [case for case in found if case.agency == agency]
            assert one.open_at_end == sum(case.stands_as(end) is not None for case in here)
        narrowed = await _flows(
            database, Question(start, end, "agency", access_type="LM", as_of=as_of)
        )
        for agency, one in narrowed.items():
            _holds(one)
            here = [case for case in found if case.agency == agency]
            assert one.open_at_end == sum(case.stands_as(end) == "LM" for case in here)


@in_examples
@given(st.lists(FASTS, min_size=1, max_size=15), st.randoms(use_true_random=False), DAYS, DAYS)
async def test_the_stocks_of_access_types_and_agencies_are_exact(
    database: Database, found: list[Fast], chance: Random, one: date, other: date
) -> None:
    await forget(database)
    told = [event for case in found for event in case.events()]
    told += chance.choices(told, k=len(told) // 2)
    chance.shuffle(told)
    while told:
        size = chance.randint(1, 9)
        await tell(database, told[:size])
        told = told[size:]
        if chance.random() < 0.3:
            await store.fold(database, limit=chance.randint(1, 20))
    start, end = sorted((one, other))
    if start < end:
        await _compare(database, found, start, end)
    while await store.fold(database, limit=7):
        pass
    await _compare(database, found, date(2021, 12, 1), date(2022, 12, 1))


async def test_the_cohort_goes_along_and_no_total_knows_of_it(database: Database) -> None:
    await tell(database, Fast("pln", 1, 24, 48).events())
    year = (date(2022, 1, 1), date(2023, 1, 1))
    measures = (*CLOSURES,)
    async with database.reading() as connection:
        by_type = figures.flows(
            await store.sums(connection, Question(*year, "access_type"), measures, stock=True)
        )
        total = figures.total(
            await store.sums(connection, Question(*year, "total"), measures, stock=True)
        )
    ends = {flow.group: (flow.registered, flow.registered_and_closed) for flow in by_type}
    assert ends == {"RCO": (0, 0), "LM": (1, 1)}
    assert (total.registered, total.registered_and_closed) == (1, 1)
    assert closures.stock_flow(total).transferred_in == 0
