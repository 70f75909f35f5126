"""What deeds do to one request of a case: seen, answered, taken, sent back, not ours."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from services.routing.domain.case import Case, Change, Request, Values
from services.routing.domain.deadlines import Deadline
from services.routing.domain.deeds import (
    Acknowledge,
    Answer,
    Cancel,
    Extend,
    Misroute,
    RequestDeeds,
    Return,
)
from services.routing.domain.moves import REQUEST_MOVES, UNDECIDED, moved
from services.routing.domain.outcome import (
    ALL,
    Desk,
    Done,
    all_clocks,
    assigned,
    cancellations,
    ended,
    send,
)
from services.routing.domain.placing import place
from services.routing.domain.rules import RULE_FACTS
from shared.calendar.zones import due_moment, local_day
from shared.errors import Unacceptable
from shared.events.cases import CaseFact
from shared.events.requests import (
    DeadlineRecalculated,
    RequestAccepted,
    RequestAcknowledged,
    RequestAnswered,
    RequestMisrouted,
    RequestReturned,
)
from shared.events.routing import CaseNeedsDecision
from shared.json import to_json

HAND_ONS = 2
"""So often the rules try again; then they are at their end, and a person decides."""


def decide_request(case: Case, deed: RequestDeeds, at: datetime, desk: Desk) -> Done:
    """Raises `IllegalMove`, or `Unacceptable` for what cannot be."""
    request = case.request_for(deed.deed, deed.request_id)
    state = moved(REQUEST_MOVES, deed.deed, request.state, "request")
    if isinstance(deed, Extend):
        return _extend(case, request, deed, at, desk)
    if isinstance(deed, Misroute):
        return _misroute(case, request, deed, at, desk)
    if isinstance(deed, Return):
        return _return(case, request, deed, at, desk)
    told = {**case.told, "request_id": request.request_id}
    if isinstance(deed, Acknowledge):
        values = {"state": state, "acknowledged_at": at}
        seen = RequestAcknowledged(**told)
        stops = {request.request_id: ALL[:1]}
        return Done(deed.deed, at, _changed(request, values), (seen,), stops=stops)
    if isinstance(deed, Answer):
        values = {"state": state, "answered_at": at, "answer": deed.text}
        fact: CaseFact = RequestAnswered(**told, answer_due_at=request.answer_due_at)
    elif isinstance(deed, Cancel):
        values = {"state": state, "ended_at": at}
        [fact] = cancellations(case, [request])
    else:
        values = {"state": state, "ended_at": at}
        fact = RequestAccepted(**told)
    return Done(deed.deed, at, _changed(request, values), (fact,), stops={request.request_id: ALL})


def _changed(request: Request, values: Values) -> Change:
    return Change(requests={request.request_id: values})


def _return(case: Case, request: Request, deed: Return, at: datetime, desk: Desk) -> Done:
    """The time for answering begins anew: the agency learns only now what is missing."""
    clocks = desk.running()
    again = clocks.start(
        "answer",
        request.kind,
        case_id=case.case_id,
        of_id=request.request_id,
        at=at,
        now=desk.now,
        number=request.number,
    )
    if again.due_at < request.answer_due_at:
        promised = local_day(request.answer_due_at, clocks.zone)
        again = clocks.moved(again, promised, again.calendar, desk.now)
    due = again.due_at
    values = {"state": "returned", "missing": deed.missing, "answer_due_at": due}
    fact = RequestReturned(**case.told, request_id=request.request_id, answer_due_at=due)
    starts = () if case.told["silent"] else (again,)
    return Done(deed.deed, at, _changed(request, values), (fact,), starts=starts)


def _extend(case: Case, request: Request, deed: Extend, at: datetime, desk: Desk) -> Done:
    """More time, as much as policy allows at once; a promised date is never brought forward."""
    clocks = desk.running()
    promised = local_day(request.answer_due_at, clocks.zone)
    longest = clocks.count(promised, clocks.policy.extension).due
    if not promised < deed.until <= longest:
        raise Unacceptable(f"`until` lies after {promised} and not after {longest}.")
    due = due_moment(deed.until, clocks.zone)
    running = _running(case, request, desk)
    longer = clocks.moved(running, deed.until, running.calendar, desk.now)
    fact = DeadlineRecalculated(
        **case.told,
        request_id=request.request_id,
        clock="answer",
        due_at=due,
        was_due_at=request.answer_due_at,
        calendar=longer.calendar,
    )
    starts = () if case.told["silent"] else (longer,)
    change = _changed(request, {"answer_due_at": due})
    return Done(deed.deed, at, change, (fact,), starts=starts)


def _running(case: Case, request: Request, desk: Desk) -> Deadline:
    """The clock of the answer as it would be counted now, with the date that was promised."""
    clocks = desk.running()
    counted = clocks.start(
        "answer",
        request.kind,
        case_id=case.case_id,
        of_id=request.request_id,
        at=request.sent_at,
        now=desk.now,
        number=request.number,
    )
    return replace(counted, due_at=request.answer_due_at)


def _misroute(case: Case, request: Request, deed: Misroute, at: datetime, desk: Desk) -> Done:
    """Twice the rules try again without whoever has said no; then a person must decide."""
    refused = (*case.refused_by, request.agency)
    others = [one for one in case.open_requests if one.request_id != request.request_id]
    ends = {request.request_id: {"state": "misrouted", "ended_at": at}, **ended(others, at)}
    said = RequestMisrouted(
        **case.told, request_id=request.request_id, reason=deed.reason, hop=len(refused)
    )
    facts: tuple[CaseFact, ...] = (said, *cancellations(case, others))
    stops = all_clocks([request, *others])
    told = {"reason": deed.reason, "proposed": deed.proposed}
    to, rule, why = _next(case, deed, refused, at, desk)
    if why is not None:
        change = Change({"state": UNDECIDED, "refused_by": refused}, {}, ends)
        decision = CaseNeedsDecision(**case.told, why=why)
        return Done(deed.deed, at, change, (*facts, decision), told, stops=stops)
    agency, officer, explanation = to
    sent = send(case, desk, agency=agency, officer=officer, at=at)
    event_told = {**case.told, "agency": agency, "unit": None}
    fact = assigned(
        event_told, sent, desk, rule=rule, cause="misrouted", from_agency=request.agency
    )
    values: Values = {"focal_point_id": officer, "refused_by": refused, "explanation": explanation}
    change = Change(values, {"agency": agency, "unit": None}, {**ends, desk.new_id: sent.request})
    return Done(deed.deed, at, change, (*facts, fact), told, starts=sent.deadlines, stops=stops)


def _next(
    case: Case, deed: Misroute, refused: tuple[str, ...], at: datetime, desk: Desk
) -> tuple[Any, str, Any]:
    """Where to: agency, officer and why so; or nowhere, and why not."""
    directory = desk.directory
    if len(refused) > HAND_ONS:
        return None, "", "misrouted-twice"
    if directory is None:
        return None, "", "no-rule"
    day = at.astimezone(directory.zone).date()
    if deed.proposed and deed.proposed in directory.agencies and deed.proposed not in refused:
        officer = directory.officer(deed.proposed, day)
        if officer is not None:
            explanation = {"rule": "proposed", "by": refused[-1], "without": refused}
            told = to_json(explanation).decode()
            return (deed.proposed, officer.appointment_id, told), "proposed@1", None
    facts = {**{name: case.told.get(name) for name in RULE_FACTS}, "agency": case.named_agency}
    found = place(facts, directory, at, without=refused)
    if found.officer is None:
        return None, "", "no-focal-point" if found.why == "no-focal-point" else "no-rule"
    told = to_json({**found.explanation, "without": refused}).decode()
    rule = f"{found.explanation['rule']}@{found.explanation['version']}"
    return (found.agency, found.officer.appointment_id, told), rule, None
