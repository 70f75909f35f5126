"""Random walks over cases through HTTP: what is refused changes nothing, history is the truth, and
the events make the figures that the walk has counted itself."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import hypothesis
import pytest
from hypothesis import HealthCheck
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from services.routing.domain.moves import CASE_MOVES, REQUEST_MOVES
from services.routing.models import (
    ActionRow,
    CaseRow,
    DeadlineRow,
    DeedRow,
    EarlyRow,
    OutboxRow,
    RequestRow,
)
from services.routing.settings import RoutingSettings
from shared.access.person import Person
from shared.db.transaction import table_of
from shared.events.base import Envelope
from shared.events.intake import ComplaintJoined, ComplaintRegistered, ComplaintWithdrawn
from shared.ids import new_id
from tests.databases import Databases, a_name
from tests.factories import an_accepted_complaint, an_event
from tests.offices import an_office, an_officer
from tests.service.routing.office import AS_STAFF, LATER, Office, opened_office
from tests.service.routing.walk.counted import FLOWS, Counted, by_agency
from tests.service.routing.walk.figures import Figures, opened_figures
from tests.service.routing.walk.saying import ADDRESSES, PEOPLE, SAYINGS, Saying, View
from tests.tokens import bearer

T = TypeVar("T")

ROWS = (ActionRow, RequestRow, DeadlineRow, EarlyRow, DeedRow, CaseRow, OutboxRow)
TABLES = tuple(table_of(row) for row in ROWS)
WALKS = hypothesis.settings(
    max_examples=8,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(hypothesis.Phase.generate,),  # to shrink a walk over HTTP takes longer than the limit
)
HEADERS: dict[Person, dict[str, str]] = {person: bearer(person) for person in PEOPLE}

KINDS: dict[str, dict[str, Any]] = {
    "water": {"agency": "water", "substance": "air"},
    "lights": {"agency": None, "substance": "energi-kelistrikan", "access_type": "RCO"},
    "nobody": {"agency": "unknown", "substance": "lain", "region": None},
}
"""Complaints, by who has their case at first."""
MOST = 5
"""Cases at once: of each enough is to be said."""


class Walk(RuleBasedStateMachine):
    """Cases of an office with three agencies, behind its real application."""

    runner: asyncio.Runner
    office: Office
    figures: Figures

    def __init__(self) -> None:
        super().__init__()
        self.complaints: list[Any] = []
        self.cases: list[View] = []
        self.counted = Counted()
        self.stands: list[Any] = []
        self.run(self._begin)

    def run(self, work: Callable[..., Coroutine[Any, Any, T]], *told: Any) -> T:
        return self.runner.run(work(*told))

    async def _begin(self) -> None:
        async with self.office.database.plain_transaction() as connection:
            for table in TABLES:
                await connection.execute(table.delete())
        self.office.clock.now = LATER
        for kind in KINDS:
            await self._file(kind)

    async def _file(self, kind: str) -> None:
        now = self.office.clock.now
        told = {"registered_at": now - timedelta(days=40), **KINDS[kind]}
        event = an_event(an_accepted_complaint(**told), now)
        await self.office.hear(event)
        self.complaints.append(event)
        row = await self.office.case_of(event.data.complaint_id)
        self.cases.append(await self._shown(f"/cases/{row.case_id}"))
        self.counted.opened(self.cases[-1])
        self.stands = await self._everything()

    async def _shown(self, path: str) -> Any:
        answer = await self.office.client.get(path, headers=AS_STAFF)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def _everything(self) -> list[Any]:
        """Whatever routing keeps of its cases, and all that it has to announce."""
        return [
            list(await self.office.rows(table.select().order_by(*table.primary_key.columns)))
            for table in TABLES
        ]

    async def _look(self, *places: int) -> None:
        """Count what the last step has done, each case for itself."""
        for place in places or range(len(self.cases)):
            before = self.cases[place]
            self.cases[place] = await self._shown(f"/cases/{before['case_id']}")
            self.counted.stepped(before, self.cases[place])
        self.stands = await self._everything()

    @rule(sayings=st.lists(SAYINGS, min_size=2, max_size=8), minutes=st.integers(1, 60 * 24))
    def people_say(self, sayings: list[Saying], minutes: int) -> None:
        for saying in sayings:
            self.office.clock.now += timedelta(minutes=minutes)
            self.run(self._say, saying)

    async def _say(self, saying: Saying) -> None:
        place = saying.case % len(self.cases)
        case = self.cases[place]
        deed = saying.deed(case)
        body = saying.body(deed, case, self.office.clock.now)
        path = f"/cases/{case['case_id']}"
        headers = HEADERS[saying.person] | saying.if_match(case)
        answer = await self.office.client.post(
            f"{path}/{ADDRESSES[deed.deed]}", json=body, headers=headers
        )
        assert answer.status_code in saying.right_answers(deed, case, body), (saying, answer.text)
        if answer.status_code != 201:
            assert await self._everything() == self.stands
            assert await self._shown(path) == case
            return
        await self._look(place)
        after = self.cases[place]
        assert after["state"] in CASE_MOVES[deed.deed][case["state"]]
        assert after["version"] > case["version"]

    @rule(place=st.integers(0, 5), is_withdrawn=st.booleans())
    def intake_says(self, place: int, is_withdrawn: bool) -> None:
        """Of a complaint that is withdrawn, or joined to an incident; often a second time."""
        said = self.complaints[place % len(self.complaints)].data.model_dump()
        if is_withdrawn:
            fact: Any = ComplaintWithdrawn(**said, reason="K21", before_acceptance=False)
        else:
            fact = ComplaintJoined(**said | {"incident": new_id()})
        self.run(self.office.hear, an_event(fact, self.office.clock.now))
        self.run(self._look, place % len(self.complaints))

    @precondition(lambda self: len(self.cases) < MOST)
    @rule(kind=st.sampled_from(sorted(KINDS)))
    def somebody_complains(self, kind: str) -> None:
        self.run(self._file, kind)

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.run(self.office.time_passes, self.office.clock.now + timedelta(days=days))
        self.run(self._look)

    @invariant()
    def history_makes_the_cases(self) -> None:
        self.run(self.office.holds_to_its_histories)

    @invariant()
    def only_open_things_have_running_clocks(self) -> None:
        _, requests, clocks, _, _, cases, _ = self.stands
        waiting = {one.request_id for one in requests if one.state in REQUEST_MOVES["escalate"]}
        ended = {one.request_id for one in requests} - waiting
        closed = {one.case_id for one in cases if one.state == "closed"}
        running = [clock for clock in clocks if clock.next_at is not None]
        assert not ended & {clock.of_id for clock in running}
        assert not closed & {clock.case_id for clock in running}

    def teardown(self) -> None:
        self.run(self._compare, Random(len(self.stands[-1])))

    async def _compare(self, chance: Random) -> None:
        """In order; then anew in any order, each at least once; then all of them once more."""
        announced = await self.office.announced()
        _each_has_its_rank(announced)
        events = [*map(_registered, self.complaints), *self.complaints, *announced]
        await self.figures.forget()
        await self.figures.hear(events, chance)
        said = await self.figures.say()
        await self._agrees(said)
        mixed = [*events, *chance.choices(events, k=len(events) // 2)]
        chance.shuffle(mixed)
        await self.figures.forget()
        await self.figures.hear(mixed, chance)
        assert await self.figures.say() == said
        await self.figures.hear(mixed, chance)
        assert await self.figures.say() == said

    async def _agrees(self, said: dict[str, list[dict[str, Any]]]) -> None:
        """What metrics says of the events is what the walk has counted of the cases."""
        for case in self.cases:
            history = await self._shown(f"/cases/{case['case_id']}/history")
            self.counted.escalated(case, history)
            if case["state"] != "closed":
                self.counted.flows[case["agency"], "open_at_end"] += 1
        assert _flows(said["stock-flow by agency"]) == by_agency(self.counted.flows)
        assert _requests(said["requests by agency"]) == by_agency(self.counted.requests)
        [total] = said["closures by total"]
        assert total["received"] == len(self.cases)
        assert total["time_to_close"]["total_seconds"] == self.counted.seconds_to_close
        _each_adds_up(said["stock-flow by agency"])
        _each_adds_up([total])
        months = said["closures by month"]
        _each_adds_up(months)
        assert all(one["open_at_end"] == two["open_at_start"] for one, two in pairwise(months))
        ended = Counter(one["reason"] for one in self.cases if one["reason"])
        status = said["status by agency"]
        assert sum((Counter(one["reasons"]) for one in status), Counter()) == ended
        held = Counter(case["agency"] for case in self.cases)
        assert {one["group"]: one["registered"] for one in status if one["registered"]} == held


def _registered(accepted: Envelope[Any]) -> Envelope[Any]:
    """Staff accept each some days later: before that it was registered."""
    said = ComplaintRegistered(**accepted.data.model_dump())
    return an_event(said, said.registered_at)


def _each_has_its_rank(events: Sequence[Envelope[Any]]) -> None:
    """In the life of its case."""
    ranks: dict[str, list[int]] = defaultdict(list)
    for event in events:
        ranks[event.subject].append(int(event.sequence))
    assert all(found == sorted(set(found)) for found in ranks.values())


def _flows(groups: Sequence[View]) -> dict[str, dict[str, int]]:
    return {one["group"]: {name: one[name] for name in FLOWS if one[name]} for one in groups}


def _requests(groups: Sequence[View]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for one in groups:
        told = {name: one[name] for name in ("acknowledged", "answered", "misrouted")}
        told["in_time"] = one["answered_in_time"]["numerator"]
        told["returned"] = one["returned"]["numerator"]
        here = {name: count for name, count in (told | one["escalated"]).items() if count}
        found |= {one["group"]: here} if here else {}
    return found


def _each_adds_up(groups: Sequence[View]) -> None:
    """The stock-flow identity (M03)."""
    for one in groups:
        came = one["open_at_start"] + one["opened"] + one["reopened"] + one["transferred_in"]
        assert one["open_at_end"] == came - one["transferred_out"] - one["closed"], one


@asynccontextmanager
async def _at_work(
    of_routing: RoutingSettings, of_metrics: str, folder: Path
) -> AsyncIterator[None]:
    """An office with three agencies, and metrics beside it."""
    third = an_office().agencies[0].model_copy(update={"agency": "roads"})
    agencies = [*an_office().agencies, third]
    officers = [*an_office().focal_points, an_officer("roads-primary")]
    async with opened_office(of_routing) as office, opened_figures(of_metrics, folder) as figures:
        await office.load(an_office(agencies=agencies, focal_points=officers))
        Walk.office, Walk.figures = office, figures
        yield


@pytest.fixture
def metrics_url(databases: Databases, database_url: str, tmp_path: Path) -> Iterator[str]:
    """For metrics, a database of the kind that routing has."""
    kind = database_url.partition("+")[0]
    with databases.one(kind, a_name(kind, tmp_path, "metrics"), "metrics") as url:
        yield url


def test_whatever_is_said_and_whenever(
    settings: RoutingSettings, metrics_url: str, tmp_path: Path
) -> None:
    with asyncio.Runner() as Walk.runner:
        at_work = _at_work(settings, metrics_url, tmp_path)
        Walk.runner.run(at_work.__aenter__())
        try:
            run_state_machine_as_test(Walk, settings=WALKS)
        finally:
            Walk.runner.run(at_work.__aexit__(None, None, None))
