"""What happens when time passes: the next step of a deadline, at the step's own time."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from services.routing.domain.case import Case, Change
from services.routing.domain.clocks import Clocks
from services.routing.domain.converting import convert
from services.routing.domain.deadlines import Deadline
from services.routing.domain.moves import CASE_MOVES, REQUEST_MOVES
from services.routing.domain.outcome import Desk, Done, about
from services.routing.domain.policy import Step
from services.routing.domain.repeating import Stepped, about_step, ask_again, request_of, try_again
from shared.calendar.zones import local_day
from shared.events.cases import CaseFact
from shared.events.corrections import (
    CorrectiveActionReminded,
)
from shared.events.requests import (
    DeadlineRecalculated,
    Moved,
    RequestEscalated,
    RequestReminded,
)


def next_step(case: Case, deadline: Deadline, desk: Desk) -> Stepped:
    """Take the step that is due.

    The time of the event is that of the step: who is late is late whether or not we were looking.
    """
    clocks, now = clocks_for(case, deadline, desk.running(), desk.now), desk.now
    step = clocks.step(deadline)
    waits = deadline.asks_at
    if not _allows(case, deadline, _deed(step) if step else "escalate"):
        return Stepped(replace(deadline, next_step=None, next_at=None, asks_at=None))
    if waits is not None and waits <= now:
        return try_again(case, deadline, clocks, desk)
    if step is None:
        return Stepped(deadline.waiting(None, None))
    falls = clocks.falls(step, deadline)
    if falls > now:  # its year was not known yet, or policy has another step since
        return Stepped(deadline.waiting(step.name, falls))
    return _take(case, deadline, desk, clocks, step)


def _take(case: Case, deadline: Deadline, desk: Desk, clocks: Clocks, step: Step) -> Stepped:
    now = desk.now
    said, later = about_step(deadline, step), clocks.stepping(deadline, now, after=step.name)
    if step.asks_again:
        return ask_again(case, later, desk, said)
    if step.converts:  # what follows is asked now, so it is done now
        return Stepped(later, convert(case, now, desk, why="not-settled", said=said))
    said |= {"level": step.level, "recipients": step.recipients}
    falls = clocks.falls(step, deadline)
    done = Done(_deed(step), falls, Change(), (_fact(case, deadline, step),), said)
    return Stepped(later, done)


def _deed(step: Step) -> str:
    if step.converts:
        return "convert"
    return "remind" if step.used is not None else "escalate"


def _allows(case: Case, deadline: Deadline, deed: str) -> bool:
    """The clock of what was answered or put right is stopped: then nothing is due any more."""
    if case.state not in CASE_MOVES[deed]:
        return False
    if deadline.clock == "settlement":
        return bool(case.told["access_type"] == "RCO")
    if deadline.clock == "correction":
        return any(one.action_id == deadline.of_id for one in case.undone)
    request = request_of(case, deadline)
    return request is not None and request.state in REQUEST_MOVES[deed]


def _fact(case: Case, deadline: Deadline, step: Step) -> CaseFact:
    told = {**_about(case, deadline), "clock": deadline.clock, "due_at": deadline.due_at}
    told["recipients"] = step.recipients
    if step.used is not None:
        if deadline.action_id is not None:
            return CorrectiveActionReminded(**told, action_id=deadline.action_id)
        return RequestReminded(**told)
    return RequestEscalated(**told, level=step.level, action_id=deadline.action_id)


def _about(case: Case, deadline: Deadline) -> dict[str, Any]:
    """What is told of the request or the action: each belongs to one agency and one officer."""
    if request := request_of(case, deadline):
        return about(case, request)
    told = dict(case.told)
    for action in case.actions:
        if action.action_id == deadline.of_id:
            told = case.told_of(action)
    return told | {"request_id": None, "focal_point_id": case.focal_point_id}


def clocks_for(case: Case, deadline: Deadline, clocks: Clocks, at: datetime) -> Clocks:
    """Those of the agency that must act; the days of the fast route are the office's own."""
    if deadline.clock == "settlement":
        return clocks
    return clocks.of(_about(case, deadline)["agency"], at)


def recalculate(case: Case, deadline: Deadline, clocks: Clocks, now: datetime) -> Stepped:
    """Count again by the calendar of today: a promised day moves forward or stays."""
    return _moved(case, deadline, clocks.again(deadline, now), now, "decree")


def deliver(
    case: Case, deadline: Deadline, clocks: Clocks, *, at: datetime, now: datetime
) -> Stepped:
    """Where policy starts the clock with the proof of delivery, it is counted from that day."""
    day = local_day(at, clocks.zone)
    counted = clocks.count(day, deadline.term)
    if day <= deadline.started_on or counted.due <= local_day(deadline.due_at, clocks.zone):
        return Stepped(deadline)
    started = replace(deadline, started_on=day)
    later = clocks.moved(started, counted.due, counted.version, now)
    return _moved(case, deadline, later, now, "delivery")


def _moved(case: Case, was: Deadline, later: Deadline, now: datetime, why: Moved) -> Stepped:
    if later.due_at == was.due_at or not _allows(case, was, "recalculate"):
        return Stepped(replace(was, calendar=later.calendar))
    fact = recalculated_fact(case, was, later, why)
    said = {"clock": was.clock, "of": was.of_id, "why": why}
    # Nobody was promised the days of the fast route: they are the office's own.
    facts = () if was.clock == "settlement" else (fact,)
    return Stepped(later, Done("recalculate", now, due_change(later), facts, said))


def recalculated_fact(
    case: Case, was: Deadline, later: Deadline, why: Moved
) -> DeadlineRecalculated:
    """The agency, and who counts, are told of the new last day."""
    return DeadlineRecalculated(
        **_about(case, was),
        action_id=was.action_id,
        clock=was.clock,
        due_at=later.due_at,
        was_due_at=was.due_at,
        calendar=later.calendar,
        why=why,
        first_due_at=next(
            (one.first_due_at for one in case.actions if one.action_id == was.action_id), None
        ),
    )


def due_change(deadline: Deadline) -> Change:
    """The last day, as requests and actions repeat it."""
    if deadline.clock == "settlement":
        return Change()
    if deadline.clock == "correction":
        return Change(actions={deadline.of_id: {"due_at": deadline.due_at}})
    column = "ack_due_at" if deadline.clock == "acknowledgement" else "answer_due_at"
    return Change(requests={deadline.of_id: {column: deadline.due_at}})
