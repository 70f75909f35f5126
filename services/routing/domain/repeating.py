"""The same question a second time, by the clock: it is sent now, to whoever is in office now.

An agency without an officer stops nobody: the repetition waits for one, and the ladder goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from services.routing.domain.case import Case, Request
from services.routing.domain.clocks import Clocks
from services.routing.domain.deadlines import Deadline
from services.routing.domain.outcome import Desk, Done, send_further
from services.routing.domain.policy import Step

AGAIN = timedelta(days=1)
"""So long a repetition waits before it is looked again whether somebody is in office."""


@dataclass(frozen=True, slots=True)
class Stepped:
    """A deadline after a look at it, and what was done by the way, if anything was due."""

    deadline: Deadline
    done: Done | None = None


def ask_again(case: Case, later: Deadline, desk: Desk, said: Mapping[str, Any]) -> Stepped:
    """With the clock as it goes on after it; what staff have repeated is not repeated."""
    request = request_of(case, later)
    if request is None or any(one.follows == later.of_id for one in case.open_requests):
        return Stepped(later)
    officers = desk.officers(case.agency, desk.now)
    if not officers:  # or the registry has no such agency any more
        waiting = replace(later, asks_at=desk.now + AGAIN)
        return Stepped(waiting.waiting(later.next_step, later.next_at))
    done = send_further(
        case,
        desk,
        officer=officers[0].appointment_id,
        at=desk.now,
        kind=request.kind,
        question=request.question,
        follows=request,
        said=said,
    )
    return Stepped(later, done)


def try_again(case: Case, deadline: Deadline, clocks: Clocks, desk: Desk) -> Stepped:
    """What waits for an officer; the step that is next stays the next."""
    step, asking = clocks.step(deadline), repetition(deadline, clocks)
    free = replace(deadline, asks_at=None)
    later = free.waiting(step.name, clocks.falls(step, free)) if step else free.waiting(None, None)
    if asking is None:  # policy asks for none any more
        return Stepped(later)
    return ask_again(case, later, desk, about_step(deadline, asking))


def repetition(deadline: Deadline, clocks: Clocks) -> Step | None:
    """The row by which the clock asks again, if any."""
    steps = clocks.steps(deadline.clock, deadline.kind, deadline.number)
    return next((one for one in steps if one.asks_again), None)


def about_step(deadline: Deadline, step: Step) -> dict[str, Any]:
    """What the history keeps of a step."""
    return {
        "step": step.name,
        "of": deadline.of_id,
        "clock": deadline.clock,
        "due_at": deadline.due_at,
    }


def request_of(case: Case, deadline: Deadline) -> Request | None:
    return next((one for one in case.requests if one.request_id == deadline.of_id), None)
