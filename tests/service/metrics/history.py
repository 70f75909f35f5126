"""Histories of cases, and what is to be said of them by looking at each case: no sums, no SQL."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from services.metrics import offices
from shared.events.base import Fact
from shared.events.intake import ComplaintAccepted, ComplaintFinished
from shared.events.routing import NO_AGENCY, CaseAssigned, CaseClosed, CaseUnroutable
from shared.ids import new_id
from tests.factories import an_event
from tests.service.metrics.listening import Event

FIRST = datetime(2021, 12, 20, 12, tzinfo=UTC)
HOURS = st.integers(0, 24 * 14)

Life = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One complaint's whole story."""

    told: Life
    waited: bool
    placed_at: datetime | None
    closed_at: datetime | None
    reason: str

    @property
    def is_report(self) -> bool:
        return self.told["access_type"] in {"LM", "RCO", "IAPS"}

    def day(self, moment: datetime) -> date:
        return moment.astimezone(offices.zone_of(self.told["office"])).date()

    @property
    def registered_day(self) -> date:
        return self.day(self.told["registered_at"])

    @property
    def closed_day(self) -> date:
        return self.day(self.closed_at) if self.closed_at else date.max

    @property
    def placed_day(self) -> date:
        return self.day(self.placed_at) if self.placed_at else date.max

    def agency_before(self, day: date) -> str:
        """Where the case was when that day began."""
        still_waiting = self.waited and self.placed_day >= day
        return NO_AGENCY if still_waiting else str(self.told["agency"])

    def group(self, by: str, day: date) -> str:
        match by:
            case "total":
                return "total"
            case "agency":
                return self.agency_before(day)
            case _:
                return str(self.told[by])


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
    waited = draw(st.booleans())
    placed = waited and draw(st.booleans())
    placed_at = registered + timedelta(hours=draw(HOURS)) if placed else None
    closes = draw(st.booleans())
    closed_at = (placed_at or registered) + timedelta(hours=draw(HOURS)) if closes else None
    reason = draw(st.sampled_from(["K20", "K22", "K24"]))
    return Case(told, waited, placed_at, closed_at, reason)


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
    if case.closed_at:
        said = waiting if case.agency_before(date.max) == NO_AGENCY else of_case
        facts = {"resolution_method": "other", "substantiated": "not-determined"}
        yield event(CaseClosed(**said, reason=case.reason, **facts), case.closed_at)


def _assigned(of_case: Life, was_unroutable: bool) -> CaseAssigned:
    return CaseAssigned(
        **of_case,
        focal_point_id="someone",
        rule="as-named@1",
        request_id=new_id(),
        request_kind="clarification",
        answer_due_at=of_case["registered_at"] + timedelta(days=14),
        was_unroutable=was_unroutable,
    )


def stock_flow(found: Sequence[Case], by: str, start: date, end: date) -> dict[str, list[int]]:
    """By group: open at start, opened, in, out, closed, open at end; each case looked at singly."""
    reports = [case for case in found if case.is_report]
    groups: dict[str, list[int]] = {}

    def count(place: int, case: Case, day: date) -> None:
        groups.setdefault(case.group(by, day), [0] * 6)[place] += 1

    for case in reports:
        tomorrow = timedelta(days=1)
        for place, day in ((0, start), (5, end)):
            if case.registered_day < day <= case.closed_day:
                count(place, case, day)
        if start <= case.registered_day < end:
            first = date.min if case.waited else date.max
            count(1, case, first)
        if by == "agency" and case.placed_at and start <= case.placed_day < end:
            count(2, case, case.placed_day + tomorrow)
            count(3, case, case.placed_day)
        if start <= case.closed_day < end:
            count(3 if case.reason == "K24" else 4, case, case.closed_day + tomorrow)
    return groups


def cohorts(found: Sequence[Case], by: str, start: date, end: date) -> dict[str, list[int]]:
    """By group: registered, closed, handed over; the agency is the one that has the case now."""
    groups: dict[str, list[int]] = {}
    for case in found:
        if not case.is_report or not start <= case.registered_day < end:
            continue
        sums = groups.setdefault(case.group(by, date.max), [0] * 3)
        sums[0] += 1
        if case.closed_at:
            sums[2 if case.reason == "K24" else 1] += 1
    return groups
