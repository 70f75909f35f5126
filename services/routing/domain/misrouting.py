"""Not ours: the rules try again without whoever has said so, until a person must decide."""

from datetime import datetime
from typing import Any

from services.routing.domain.assignment import asked_at
from services.routing.domain.case import Case, Change, Request, Values
from services.routing.domain.deeds import Misroute
from services.routing.domain.moves import UNDECIDED, IllegalMove
from services.routing.domain.outcome import (
    Desk,
    Done,
    about,
    all_clocks,
    assigned,
    ended,
    send,
)
from services.routing.domain.placing import place
from services.routing.domain.rules import RULE_FACTS
from services.routing.domain.stopping import cancellations, running
from shared.events.cases import CaseFact
from shared.events.requests import RequestMisrouted
from shared.events.routing import CaseNeedsDecision
from shared.json import to_json

HAND_ONS = 2
"""So often the rules try again; then they are at their end, and a person decides."""


def misroute(case: Case, request: Request, deed: Misroute, at: datetime, desk: Desk) -> Done:
    """Twice the rules try again without whoever has said no; then a person must decide."""
    if case.undone:
        raise IllegalMove(f"misroute: {case.agency} must put something right: it is its own.")
    refused = (*case.refused_by, request.agency)
    hop = case.hand_ons + 1
    others = [one for one in case.open_requests if one.request_id != request.request_id]
    ends = {request.request_id: {"state": "misrouted", "ended_at": at}, **ended(others, at)}
    said = RequestMisrouted(
        **about(case, request), reason=deed.reason, hop=hop, stopped=running([request])
    )
    facts: tuple[CaseFact, ...] = (said, *cancellations(case, others, "misrouted"))
    stops = all_clocks([request, *others])
    told = {"reason": deed.reason, "proposed": deed.proposed}
    to, rule, why = _next(case, deed, refused, at, desk)
    if why is not None:
        undecided = {"state": UNDECIDED, "refused_by": refused, "waits_for": to}
        change = Change(undecided, {}, ends)
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
    """Where to: agency, officer and why so; or nowhere, for whose officer it waits, and why."""
    directory = desk.directory
    if case.hand_ons >= HAND_ONS:
        return None, "", "misrouted-twice"
    if directory is None:
        return None, "", "no-rule"
    asked = asked_at(at, desk.now, silent=case.told["silent"])
    day = asked.astimezone(directory.zone).date()
    if deed.proposed and deed.proposed in directory.agencies and deed.proposed not in refused:
        officer = directory.officer(deed.proposed, day)
        if officer is not None:
            explanation = {"rule": "proposed", "by": refused[-1], "without": refused}
            told = to_json(explanation).decode()
            return (deed.proposed, officer.appointment_id, told), "proposed@1", None
    found = place(case.asked_by_rules(RULE_FACTS), directory, at, without=refused, now=asked)
    if found.officer is None:
        return found.waits_for, "", "no-focal-point" if found.waits_for else "no-rule"
    told = to_json({**found.explanation, "without": refused}).decode()
    rule = f"{found.explanation['rule']}@{found.explanation['version']}"
    return (found.agency, found.officer.appointment_id, told), rule, None
