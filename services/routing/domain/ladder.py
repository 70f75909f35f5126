"""What happens when time passes: the next step of a deadline, at the step's own time."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.routing.domain.case import Case, Change
from services.routing.domain.clocks import Clocks
from services.routing.domain.deadlines import Deadline
from services.routing.domain.moves import CASE_MOVES, REQUEST_MOVES
from services.routing.domain.outcome import Done
from services.routing.domain.policy import Step
from shared.calendar.zones import local_day
from shared.events.cases import CaseFact
from shared.events.requests import DeadlineRecalculated, RequestEscalated, RequestReminded


@dataclass(frozen=True, slots=True)
class Stepped:
    """A deadline after a look at it, and what was done by the way, if anything was due."""

    deadline: Deadline
    done: Done | None = None


def next_step(case: Case, deadline: Deadline, clocks: Clocks, now: datetime) -> Stepped:
    """Take the step that is due.

    The time of the event is that of the step: who is late is late whether or not we were looking.
    """
    step = clocks.step(deadline)
    deed = "remind" if step and step.used is not None else "escalate"
    if step is None or not _allows(case, deadline, deed):
        return Stepped(replace(deadline, next_step=None, next_at=None))
    falls = clocks.falls(step, deadline.started_on, deadline.term, deadline.due_at)
    if falls > now:  # it was looked at because its year was not known yet
        return Stepped(replace(deadline, next_at=falls))
    said: dict[str, Any] = {
        "step": step.name,
        "level": step.level,
        "clock": deadline.clock,
        "due_at": deadline.due_at,
        "recipients": step.recipients,
    }
    done = Done(deed, falls, Change(), (_fact(case, deadline, step),), said)
    return Stepped(clocks.stepping(deadline, now, after=step.name), done)


def _allows(case: Case, deadline: Deadline, deed: str) -> bool:
    """The clock of what was answered or put right is stopped: then nothing is due any more."""
    if case.state not in CASE_MOVES[deed]:
        return False
    if deadline.clock == "correction":
        return any(one.action_id == deadline.of_id and not one.done_at for one in case.actions)
    return any(
        one.request_id == deadline.of_id and one.state in REQUEST_MOVES[deed]
        for one in case.requests
    )


def _fact(case: Case, deadline: Deadline, step: Step) -> CaseFact:
    if step.used is not None and deadline.request_id is not None:
        return RequestReminded(
            **case.told,
            request_id=deadline.request_id,
            clock=deadline.clock,
            due_at=deadline.due_at,
        )
    return RequestEscalated(
        **case.told,
        request_id=deadline.request_id,
        action_id=deadline.action_id,
        level=step.level,
        clock=deadline.clock,
        due_at=deadline.due_at,
        recipients=step.recipients,
    )


def recalculate(case: Case, deadline: Deadline, clocks: Clocks, now: datetime) -> Stepped:
    """Count again by the calendar of today: a promised day moves forward or stays."""
    return _moved(case, deadline, clocks.again(deadline, now), now)


def deliver(
    case: Case, deadline: Deadline, clocks: Clocks, *, at: datetime, now: datetime
) -> Stepped:
    """Where policy starts the clock with the proof of delivery, it is counted from that day."""
    day = local_day(at, clocks.zone)
    counted = clocks.count(day, deadline.term)
    if day <= deadline.started_on or counted.due <= local_day(deadline.due_at, clocks.zone):
        return Stepped(deadline)
    started = replace(deadline, started_on=day)
    return _moved(case, deadline, clocks.moved(started, counted.due, counted.version, now), now)


def _moved(case: Case, was: Deadline, later: Deadline, now: datetime) -> Stepped:
    if later.due_at == was.due_at or not _allows(case, was, "recalculate"):
        return Stepped(replace(was, calendar=later.calendar))
    fact = DeadlineRecalculated(
        **case.told,
        request_id=was.request_id,
        action_id=was.action_id,
        clock=was.clock,
        due_at=later.due_at,
        was_due_at=was.due_at,
        calendar=later.calendar,
    )
    return Stepped(later, Done("recalculate", now, _due(later), (fact,), {"clock": was.clock}))


def _due(deadline: Deadline) -> Change:
    if deadline.clock == "correction":
        return Change(actions={deadline.of_id: {"due_at": deadline.due_at}})
    column = "ack_due_at" if deadline.clock == "acknowledgement" else "answer_due_at"
    return Change(requests={deadline.of_id: {column: deadline.due_at}})
