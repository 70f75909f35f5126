"""Histories of cases, and the events that tell them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, NamedTuple

from hypothesis import strategies as st

from services.metrics import offices
from shared.events.base import Fact
from shared.events.intake import ComplaintAccepted, ComplaintFinished
from shared.events.routing import (
    NO_AGENCY,
    CaseAssigned,
    CaseClosed,
    CaseReopened,
    CaseUnroutable,
)
from shared.ids import new_id
from tests.factories import an_event
from tests.service.metrics.listening import Event

FIRST = datetime(2021, 12, 20, 12, tzinfo=UTC)
HOURS = st.integers(0, 24 * 14)

Life = dict[str, Any]


class Turn(NamedTuple):
    """Something that moved the case: out of a stock, into another, or both."""

    day: date
    what: Literal["opened", "reopened", "moved", "closed", "handed-over"]
    out_of: str | None
    into: str | None


@dataclass(frozen=True)
class Case:
    """One complaint's whole story; each moment that is there comes after the one before."""

    told: Life
    waited: bool
    placed_at: datetime | None
    moved_at: datetime | None
    moved_to: str
    closed_at: datetime | None
    reason: str
    reopened_at: datetime | None
    closed_again_at: datetime | None

    @property
    def is_report(self) -> bool:
        return self.told["access_type"] in {"LM", "RCO", "IAPS"}

    def day(self, moment: datetime) -> date:
        return moment.astimezone(offices.zone_of(self.told["office"])).date()

    @property
    def registered_day(self) -> date:
        return self.day(self.told["registered_at"])

    @property
    def turns(self) -> list[Turn]:
        """The story as the stocks see it."""
        agency = str(self.told["agency"])
        has_it = NO_AGENCY if self.waited else agency
        found = [Turn(self.registered_day, "opened", None, has_it)]
        if self.placed_at:
            found.append(Turn(self.day(self.placed_at), "moved", NO_AGENCY, agency))
            has_it = agency
        if self.moved_at:
            if has_it != self.moved_to:
                found.append(Turn(self.day(self.moved_at), "moved", has_it, self.moved_to))
            has_it = self.moved_to
        how: Literal["closed", "handed-over"] = "handed-over" if self.reason == "K24" else "closed"
        if self.closed_at:
            found.append(Turn(self.day(self.closed_at), how, has_it, None))
        if self.reopened_at:
            found.append(Turn(self.day(self.reopened_at), "reopened", None, has_it))
        if self.closed_again_at:
            found.append(Turn(self.day(self.closed_again_at), "closed", has_it, None))
        return found

    def holder(self, day: date) -> str | None:
        """In whose stock the case was when that day began."""
        before = [turn.into for turn in self.turns if turn.day < day]
        return before[-1] if before else None

    @property
    def last_holder(self) -> str:
        """Who has it now, or had it when it was closed."""
        last = self.turns[-1]
        return str(last.into or last.out_of)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    registered = FIRST + timedelta(hours=draw(HOURS), minutes=draw(st.integers(0, 59)))
    told = {
        "complaint_id": new_id(),
        "office": draw(st.sampled_from(["babel", "kukar", "la311"])),
        "access_type": draw(st.sampled_from(["LM", "LM", "RCO", "IAPS", "KNL", "TEMBUSAN"])),
        "channel": draw(st.sampled_from(["website", "posko"])),
        "substance": draw(st.sampled_from(["listrik", "air"])),
        "agency": draw(st.sampled_from(["pln", "pdam", "bpn"])),
        "registered_at": registered,
        "reachable": False,
    }
    return _lived(draw, told)


def _lived(draw: st.DrawFn, told: Life) -> Case:
    """What comes after the registration, each moment after the one before it."""
    last: datetime = told["registered_at"]
    waited = draw(st.booleans())

    def then(may: bool) -> datetime | None:
        nonlocal last
        if not may or not draw(st.booleans()):
            return None
        last += timedelta(hours=draw(HOURS))
        return last

    placed_at = then(waited)
    moved_at = then(not waited or placed_at is not None)
    closed_at = then(True)
    reopened_at = then(closed_at is not None)
    closed_again_at = then(reopened_at is not None)
    return Case(
        told,
        waited,
        placed_at,
        moved_at,
        draw(st.sampled_from(["pln", "pdam", "bpn"])),
        closed_at,
        draw(st.sampled_from(["K20", "K22", "K24"])),
        reopened_at,
        closed_again_at,
    )


def events(case: Case) -> Iterator[Event]:
    """What intake and routing announce of it."""
    registered = case.told["registered_at"]

    def event(fact: Fact, at: datetime) -> Event:
        return an_event(fact, at)

    if not case.is_report:
        reason = "K01" if case.told["access_type"] == "KNL" else "K02"
        yield event(
            ComplaintFinished(**{**case.told, "agency": None, "reason": reason}), registered
        )
        return
    yield event(ComplaintAccepted(**case.told), registered)
    of_case = {**case.told, "case_id": new_id()}
    waiting = {**of_case, "agency": NO_AGENCY}
    if case.waited:
        yield event(CaseUnroutable(**waiting, why="no-rule"), registered)
    else:
        yield event(_assigned(of_case, False), registered + timedelta(hours=30))
    if case.placed_at:
        yield event(_assigned(of_case, True), case.placed_at)
    if case.moved_at:
        came_from, of_case = of_case["agency"], {**of_case, "agency": case.moved_to}
        told = {"cause": "transferred", "from_agency": came_from}
        yield event(_assigned(of_case, False, **told), case.moved_at)
    said = waiting if case.last_holder == NO_AGENCY else of_case
    yield from (event(fact, at) for fact, at in _endings(case, said))


def _endings(case: Case, said: Life) -> Iterator[tuple[Fact, datetime]]:
    facts = {"resolution_method": "other", "substantiated": "not-determined"}
    if case.closed_at:
        yield CaseClosed(**said, reason=case.reason, **facts), case.closed_at
    if case.reopened_at:
        was = {"was_reason": case.reason, "was_closed_at": case.closed_at}
        yield CaseReopened(**said, reason="new-evidence", cycle=2, **was), case.reopened_at
        if said["agency"] != NO_AGENCY:
            told = {"cause": "reopened", "from_agency": said["agency"]}
            yield _assigned(said, False, **told), case.reopened_at
    if case.closed_again_at:
        yield CaseClosed(**said, reason="K22", **facts), case.closed_again_at


def _assigned(of_case: Life, was_unroutable: bool, **told: Any) -> CaseAssigned:
    return CaseAssigned(
        **of_case,
        focal_point_id="someone",
        rule="as-named@1",
        request_id=new_id(),
        request_kind="clarification",
        answer_due_at=of_case["registered_at"] + timedelta(days=14),
        was_unroutable=was_unroutable,
        **told,
    )
