"""Putting a case to another agency, or within the agency to another officer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.routing.domain.case import Case, Change, Values
from services.routing.domain.deeds import Assign, HandOver, Place, TakeOver, Transfer
from services.routing.domain.moves import ANSWERED, REQUEST_MOVES, UNROUTABLE, IllegalMove
from services.routing.domain.outcome import (
    BY_STAFF,
    Desk,
    Done,
    all_clocks,
    assigned,
    ended,
    send,
)
from services.routing.domain.placing import place
from services.routing.domain.rules import RULE_FACTS
from services.routing.domain.stopping import cancellations
from shared.events.cases import CaseFact
from shared.events.routing import CaseAssigned
from shared.json import to_json

BY_REGISTRY = "registry@1"
"""The rule by which a case follows the registry: to who is in office now, or is again."""


def place_anew(
    case: Case, deed: Assign | Place | Transfer, state: str, at: datetime, desk: Desk
) -> Done:
    officer = desk.officer(deed.agency, at, deed.deed, silent=case.told["silent"]).appointment_id
    if isinstance(deed, Transfer):
        _may_leave(case, deed)
    requests = case.open_requests
    sent = send(case, desk, agency=deed.agency, officer=officer, at=at)
    was_unroutable = case.state == UNROUTABLE
    rule, explanation = _why_there(case, deed, at, desk)
    fact = assigned(
        {**case.told, "agency": deed.agency, "unit": None},
        sent,
        desk,
        rule=rule,
        cause="transferred" if isinstance(deed, Transfer) else "placed",
        was_unroutable=was_unroutable,
        from_agency=None if was_unroutable else case.agency,
    )
    values: Values = {"state": state, "focal_point_id": officer, "waits_for": None}
    values["explanation"] = to_json(explanation).decode()
    change = Change(
        values,
        {"agency": deed.agency, "unit": None},
        {**ended(requests, at), desk.new_id: sent.request},
    )
    facts: tuple[CaseFact, ...] = (*cancellations(case, requests, "transferred"), fact)
    said = {"why": "officer-in-office"} if isinstance(deed, Place) else {}
    return Done(
        deed.deed, at, change, facts, said, starts=sent.deadlines, stops=all_clocks(requests)
    )


def _why_there(
    case: Case, deed: Assign | Place | Transfer, at: datetime, desk: Desk
) -> tuple[str, dict[str, Any]]:
    """By which rule, and the reasons: staff need none; what waited keeps the rule of its day."""
    if not isinstance(deed, Place):
        told = {"placed_by": "staff", "at": at.isoformat()}
        return BY_STAFF, told | ({"why": deed.why} if deed.why else {})
    told = {"placed_by": "registry", "at": at.isoformat()}
    facts = case.asked_by_rules(RULE_FACTS)
    found = place(facts, desk.directory, case.opened_at, without=case.refused_by, now=at)
    if found.officer is None or found.agency != deed.agency:  # it was there before, by no rule
        return BY_REGISTRY, told
    rule = f"{found.explanation['rule']}@{found.explanation['version']}"
    return rule, {**found.explanation, **told}


def _may_leave(case: Case, deed: Transfer) -> None:
    """What an agency has answered or must put right is its own: it is decided before it leaves."""
    if deed.agency == case.agency:
        raise IllegalMove(f"transfer: the case is with {deed.agency}.")
    if case.undone:
        raise IllegalMove(f"transfer: a corrective action of {case.agency} is not done.")
    if any(one.state == ANSWERED for one in case.requests):
        raise IllegalMove(f"transfer: an answer of {case.agency} is neither accepted nor returned.")


def hand_over(case: Case, deed: HandOver, at: datetime, desk: Desk) -> Done:
    """The requests stay what they are, and so do their deadlines: only the officer is another.

    What is answered goes along: if the answer is returned, the new officer must better it.
    """
    officer = desk.officer(case.agency, at, deed.deed, silent=case.told["silent"])
    to = deed.to or officer.appointment_id
    in_office = desk.officers(case.agency, at, silent=case.told["silent"])
    if to not in {point.appointment_id for point in in_office}:
        raise IllegalMove(f"hand-over: {case.agency} has no officer {to} in office.")
    moving = [
        one
        for one in case.requests
        if one.state in REQUEST_MOVES["hand-over"] and one.agency == case.agency
    ]
    if {case.focal_point_id, *(one.focal_point_id for one in moving)} == {to}:
        raise IllegalMove("hand-over: the case is with that officer.")
    newest = (moving or case.requests)[-1]
    fact = CaseAssigned(
        **case.told,
        focal_point_id=to,
        rule=BY_REGISTRY if isinstance(deed, TakeOver) else BY_STAFF,
        request_id=newest.request_id,
        request_kind=newest.kind,
        answer_due_at=newest.answer_due_at,
        ack_due_at=newest.ack_due_at,
        cause="handed-over",
        from_agency=case.agency,
    )
    requests: dict[UUID, Values] = {one.request_id: {"focal_point_id": to} for one in moving}
    change = Change({"focal_point_id": to}, {}, requests)
    return Done(deed.deed, at, change, (fact,), {"from": case.focal_point_id})
