"""More time for an answer."""

from dataclasses import replace
from datetime import datetime

from services.routing.domain.case import Case, Change, Request
from services.routing.domain.deadlines import Deadline
from services.routing.domain.deeds import Extend
from services.routing.domain.outcome import Desk, Done, about
from shared.calendar.zones import due_moment, local_day
from shared.errors import Unacceptable
from shared.events.requests import DeadlineRecalculated


def extend(case: Case, request: Request, deed: Extend, at: datetime, desk: Desk) -> Done:
    """More time, as much as policy allows at once; a promised date is never brought forward."""
    clocks = desk.running().of(request.agency, at)
    promised = local_day(request.answer_due_at, clocks.zone)
    longest = clocks.count(promised, clocks.policy.extension).due
    if not promised < deed.until <= longest:
        raise Unacceptable(f"`until` lies after {promised} and not after {longest}.")
    due = due_moment(deed.until, clocks.zone)
    running = _running(case, request, desk)
    longer = clocks.moved(running, deed.until, running.calendar, desk.now)
    fact = DeadlineRecalculated(
        **about(case, request),
        clock="answer",
        due_at=due,
        was_due_at=request.answer_due_at,
        calendar=longer.calendar,
        why="extension",
    )
    starts = () if case.told["silent"] else (longer,)
    change = Change(requests={request.request_id: {"answer_due_at": due}})
    return Done(deed.deed, at, change, (fact,), {"until": deed.until}, starts=starts)


def _running(case: Case, request: Request, desk: Desk) -> Deadline:
    """The clock of the answer: after a return it began anew, and its reminder counts from there.

    Of a request from before clocks were kept, as it would be counted now.
    """
    for deadline in desk.running_clocks:
        if (deadline.of_id, deadline.clock) == (request.request_id, "answer"):
            return deadline
    counted = (
        desk.running()
        .of(request.agency, request.sent_at)
        .start(
            "answer",
            request.kind,
            case_id=case.case_id,
            of_id=request.request_id,
            at=request.sent_at,
            now=desk.now,
            number=request.number,
        )
    )
    return replace(counted, due_at=request.answer_due_at)
