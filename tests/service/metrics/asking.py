"""Requests drawn at random: until when each was to be seen and answered, and how that ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from hypothesis import strategies as st

from shared.events.base import Fact
from shared.events.cases import Clock, StoppedClock
from shared.events.routing import (
    CaseAssigned,
    CaseClosed,
    DeadlineRecalculated,
    RequestAcknowledged,
    RequestAnswered,
    RequestCancelled,
    RequestMisrouted,
    RequestReturned,
    RequestSent,
)
from shared.ids import new_id
from tests.factories import NOON, an_event
from tests.service.metrics.listening import Event

End = Literal["answered", "cancelled", "misrouted", "closed"]
DROPPING: dict[End, set[Clock]] = {
    "answered": set(),
    "misrouted": {"answer"},
    "cancelled": {"answer", "acknowledgement"},
    "closed": {"answer", "acknowledgement"},
}
HOURS = st.integers(1, 24 * 20)


@dataclass
class Running:
    """One deadline: when it fell due, and how it ended, if it did."""

    clock: Clock
    due_at: datetime
    ended_at: datetime | None = None
    dropped: bool = False

    def fate(self) -> str:
        if self.ended_at is None:
            return "open"
        if self.ended_at > self.due_at:
            return "late"
        return "dropped" if self.dropped else "met"


@dataclass
class Asked:
    """One request with its deadlines and the events that tell of it."""

    told: dict[str, Any]
    deadlines: list[Running]
    events: list[Event]


@st.composite
def requests(draw: st.DrawFn) -> Asked:
    told = {
        "complaint_id": new_id(),
        "case_id": new_id(),
        "office": draw(st.sampled_from(["babel", "kukar", "la311"])),
        "agency": draw(st.sampled_from(["pln", "pdam"])),
        "access_type": draw(st.sampled_from(["LM", "RCO"])),
        "channel": "website",
        "substance": "air",
        "registered_at": NOON,
    }
    return Asked(told, *_lived(draw, told))


def _lived(draw: st.DrawFn, told: dict[str, Any]) -> tuple[list[Running], list[Event]]:
    at = NOON + timedelta(hours=draw(HOURS))
    of = {**told, "request_id": new_id()}
    seen = Running("acknowledgement", at + timedelta(hours=draw(HOURS)))
    answer = Running("answer", at + timedelta(hours=draw(HOURS)))
    found = [seen, answer]
    is_first = draw(st.booleans())
    first: Fact = _sent(of, is_first, seen, answer)
    events: list[Event] = [an_event(first, NOON if is_first else at)]

    def then(fact: Fact) -> None:
        nonlocal at
        at += timedelta(hours=draw(HOURS))
        events.append(an_event(fact, at))

    if draw(st.booleans()):
        then(RequestAcknowledged(**of, stopped=_stopped([seen])))
        seen.ended_at = at
    if draw(st.booleans()):
        moved = answer.due_at + timedelta(hours=draw(HOURS))
        then(_recalculated(of, answer, moved))
        answer.due_at = moved
    for end in draw(st.sampled_from(ENDS)):
        running = [one for one in found if one.ended_at is None]
        then(_ending(end, of, running))
        for one in running:
            one.ended_at, one.dropped = at, one.clock in DROPPING[end]
        if end == "answered":
            again = Running("answer", at + timedelta(hours=draw(HOURS)))
            then(RequestReturned(**of, answer_due_at=again.due_at))
            found.append(again)
    return found, events


ENDS: tuple[tuple[End, ...], ...] = (
    *((), ("answered",), ("answered", "answered")),
    *(("cancelled",), ("misrouted",), ("closed",), ("answered", "closed")),
)


def _sent(
    of: dict[str, Any], is_first: bool, seen: Running, answer: Running
) -> CaseAssigned | RequestSent:
    dues = {"ack_due_at": seen.due_at, "answer_due_at": answer.due_at, "focal_point_id": "someone"}
    if is_first:
        return CaseAssigned(**of, **dues, rule="as-named@1", request_kind="clarification")
    return RequestSent(**of, **dues, kind="clarification")


def _stopped(running: list[Running]) -> tuple[StoppedClock, ...]:
    return tuple(StoppedClock(one.clock, one.due_at) for one in running)


def _recalculated(of: dict[str, Any], was: Running, now: datetime) -> DeadlineRecalculated:
    told = {"clock": was.clock, "was_due_at": was.due_at, "due_at": now, "calendar": "2022/1"}
    return DeadlineRecalculated(**of, **told)


def _ending(end: End, of: dict[str, Any], running: list[Running]) -> Fact:
    stopped = _stopped(running)
    if end == "answered":
        return RequestAnswered(**of, answer_due_at=running[-1].due_at, stopped=stopped)
    if end == "misrouted":
        return RequestMisrouted(**of, reason="no-authority", hop=1, stopped=stopped)
    if end == "cancelled":
        return RequestCancelled(**of, stopped=stopped)
    facts = {"reason": "K20", "resolution_method": "other", "substantiated": "not-determined"}
    return CaseClosed(**{**of, **facts}, stopped=stopped)


def told_of(found: list[Asked]) -> Iterator[Event]:
    """All that is announced of them."""
    for one in found:
        yield from one.events
