"""Which clocks run, and so stop with a deed: told with it, so that nobody must remember them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from services.routing.domain.action import Action
from services.routing.domain.case import Case, Request
from services.routing.domain.deadlines import Deadline
from services.routing.domain.moves import DELIVERED, SENT
from services.routing.domain.outcome import about
from shared.events.cases import StoppedClock
from shared.events.requests import CancelReason, RequestCancelled


def unseen(request: Request) -> tuple[StoppedClock, ...]:
    """The clock of its acknowledgement, if it runs; imported history has none."""
    if request.state in (SENT, DELIVERED) and request.ack_due_at is not None:
        return (StoppedClock("acknowledgement", request.ack_due_at),)
    return ()


def running(
    requests: Iterable[Request], actions: Iterable[Action] = ()
) -> tuple[StoppedClock, ...]:
    """All clocks of what is still open."""
    return tuple(_running(requests, actions))


def _running(requests: Iterable[Request], actions: Iterable[Action]) -> Iterator[StoppedClock]:
    for request in requests:
        yield from unseen(request)
        yield StoppedClock("answer", request.answer_due_at)
    for action in actions:
        if action.reported_at is None:
            yield StoppedClock("correction", action.due_at, action.first_due_at)


def standing(
    requests: Iterable[Request], actions: Iterable[Action], clocks: Iterable[Deadline]
) -> tuple[StoppedClock, ...]:
    """The same of a case in conciliation, each with the moment since which it stands still."""
    since = {(one.of_id, one.clock): one.paused_at for one in clocks}
    found = [(one.request_id, running([one])) for one in requests]
    found += [(one.action_id, running((), [one])) for one in actions]
    return tuple(
        replace(stopped, paused_at=since.get((of_id, stopped.clock)))
        for of_id, clocks_of in found
        for stopped in clocks_of
    )


def cancellations(
    case: Case, requests: list[Request], why: CancelReason
) -> tuple[RequestCancelled, ...]:
    """Told to the agency that had them, so before the case tells of another one."""
    return tuple(
        RequestCancelled(**about(case, one), why=why, stopped=running([one])) for one in requests
    )
