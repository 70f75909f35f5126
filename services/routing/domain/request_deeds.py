"""What deeds do to one request of a case: seen, answered, taken, sent back, not ours."""

from datetime import datetime

from services.routing.domain.assignment import asked_at
from services.routing.domain.case import Case, Change, Request, Values
from services.routing.domain.deeds import (
    Acknowledge,
    Answer,
    Cancel,
    Extend,
    Misroute,
    RequestDeeds,
    Return,
)
from services.routing.domain.extending import extend
from services.routing.domain.misrouting import misroute
from services.routing.domain.moves import REQUEST_MOVES, IllegalMove, moved
from services.routing.domain.outcome import (
    ALL,
    Desk,
    Done,
    about,
    all_clocks,
    ended,
)
from services.routing.domain.stopping import cancellations, running, unseen
from shared.calendar.zones import local_day
from shared.events.cases import CaseFact
from shared.events.requests import (
    RequestAccepted,
    RequestAcknowledged,
    RequestAnswered,
    RequestReturned,
)


def decide_request(case: Case, deed: RequestDeeds, at: datetime, desk: Desk) -> Done:
    """Raises `IllegalMove`, or `Unacceptable` for what cannot be."""
    request = case.request_for(deed.deed, deed.request_id)
    state = moved(REQUEST_MOVES, deed.deed, request.state, "request")
    if isinstance(deed, Extend):
        return extend(case, request, deed, at, desk)
    if isinstance(deed, Misroute):
        return misroute(case, request, deed, at, desk)
    if isinstance(deed, Return):
        return _return(case, request, deed, at, desk)
    if isinstance(deed, Answer | Cancel):
        return _settle(case, request, deed, state, at)
    told = about(case, request)
    if isinstance(deed, Acknowledge):
        values = {"state": state, "acknowledged_at": at}
        received_at = request.delivered_at or request.sent_at
        seen = RequestAcknowledged(**told, received_at=received_at, stopped=unseen(request))
        stops = {request.request_id: ALL[:1]}
        return Done(deed.deed, at, _changed(request, values), (seen,), stops=stops)
    values = {"state": state, "ended_at": at}
    fact = RequestAccepted(**told)
    return Done(deed.deed, at, _changed(request, values), (fact,), stops={request.request_id: ALL})


def _settle(case: Case, request: Request, deed: Answer | Cancel, state: str, at: datetime) -> Done:
    """What asks the same needs no answer of its own: who answers late answers the second, too."""
    same = case.chain_of(request)
    if isinstance(deed, Answer):
        values: Values = {"state": state, "answered_at": at, "answer": deed.text}
        facts: tuple[CaseFact, ...] = (
            _answered(case, request),
            *cancellations(case, same, "answered"),
        )
    else:
        values = {"state": state, "ended_at": at}
        facts = cancellations(case, [request, *same], "not-needed")
    change = Change(requests={request.request_id: values, **ended(same, at)})
    return Done(deed.deed, at, change, facts, stops=all_clocks([request, *same]))


def _answered(case: Case, request: Request) -> RequestAnswered:
    """How long it took is told of the first answer: a better one was asked for anew."""
    is_better = request.answered_at is not None
    return RequestAnswered(
        **about(case, request),
        answer_due_at=request.answer_due_at,
        received_at=None if is_better else request.delivered_at or request.sent_at,
        is_first=all(one.answered_at is None for one in case.requests),
        stopped=running([request]),
    )


def _changed(request: Request, values: Values) -> Change:
    return Change(requests={request.request_id: values})


def _return(case: Case, request: Request, deed: Return, at: datetime, desk: Desk) -> Done:
    """The time for answering begins anew: the agency learns only now what is missing."""
    if request.agency != case.agency:
        raise IllegalMove(f"return: the case is not with {request.agency} any more.")
    clocks = desk.running().of(request.agency, at)
    again = clocks.start(
        "answer",
        request.kind,
        case_id=case.case_id,
        of_id=request.request_id,
        at=asked_at(at, desk.now, silent=case.told["silent"]),
        now=desk.now,
        number=request.number,
    )
    if again.due_at < request.answer_due_at:
        promised = local_day(request.answer_due_at, clocks.zone)
        again = clocks.moved(again, promised, again.calendar, desk.now)
    due = again.due_at
    values = {"state": "returned", "missing": deed.missing, "answer_due_at": due, "returned_at": at}
    fact = RequestReturned(**about(case, request), answer_due_at=due)
    starts = () if case.told["silent"] else (again,)
    return Done(deed.deed, at, _changed(request, values), (fact,), starts=starts)
