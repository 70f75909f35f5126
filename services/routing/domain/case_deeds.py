"""What deeds do to a case as a whole: placed, asked again, put right, closed, opened again."""

from datetime import datetime

from services.routing.domain.actions import order, put_right
from services.routing.domain.case import Case, Change, Values
from services.routing.domain.deeds import (
    Assign,
    CaseDeeds,
    Close,
    CorrectionDone,
    HandOver,
    Join,
    OrderCorrection,
    Reopen,
    SendRequest,
    Transfer,
    Withdraw,
)
from services.routing.domain.moves import CASE_MOVES, UNDECIDED, UNROUTABLE, IllegalMove, moved
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
from shared.events.cases import NO_AGENCY, CaseFact
from shared.events.requests import RequestSent
from shared.events.routing import CaseAssigned, CaseClosed, CaseNeedsDecision, CaseReopened
from shared.json import to_json

BY_STAFF = "staff@1"


def decide_case(case: Case, deed: CaseDeeds, at: datetime, desk: Desk) -> Done:
    """Raises `IllegalMove`, or `Unacceptable` for what cannot be."""
    state = moved(CASE_MOVES, deed.deed, case.state, "case")
    match deed:
        case Close() | Withdraw():
            done = _close(case, deed, state, at)
        case Assign() | Transfer():
            done = _place(case, deed, state, at, desk)
        case Reopen():
            done = _reopen(case, deed, state, at, desk)
        case HandOver():
            done = _hand_over(case, deed, at, desk)
        case SendRequest():
            done = _send(case, deed, at, desk)
        case OrderCorrection():
            done = order(case, deed, at, desk)
        case CorrectionDone():
            done = put_right(case, deed, at)
        case Join():
            done = Done("join", at, Change(told={"incident": deed.incident}))
    return done


def _close(case: Case, deed: Close | Withdraw, state: str, at: datetime) -> Done:
    """What is still asked needs no answer any more; the closing itself says so to the agency."""
    if isinstance(deed, Close):
        facts = deed.model_dump(include={"reason", "resolution_method", "substantiated"})
    else:
        facts = {
            "reason": "K21",
            "resolution_method": "other",
            "substantiated": "not-determined",
        }
    undone = [one for one in case.actions if one.done_at is None]
    if facts["reason"] == "K30" and undone:
        raise IllegalMove(f"{deed.deed}: a corrective action is not done, and K30 says it is.")
    requests = case.open_requests
    change = Change({"state": state, "closed_at": at, **facts}, {}, ended(requests, at))
    stops = {**all_clocks(requests), **{one.action_id: ALL for one in undone}}
    return Done(deed.deed, at, change, (CaseClosed(**case.told, **facts),), stops=stops)


def _place(case: Case, deed: Assign | Transfer, state: str, at: datetime, desk: Desk) -> Done:
    officer = desk.officer(deed.agency, at, deed.deed).appointment_id
    if isinstance(deed, Transfer) and deed.agency == case.agency:
        raise IllegalMove(f"transfer: the case is with {deed.agency}.")
    requests = case.open_requests
    sent = send(case, desk, agency=deed.agency, officer=officer, at=at)
    was_unroutable = case.state == UNROUTABLE
    fact = assigned(
        {**case.told, "agency": deed.agency, "unit": None},
        sent,
        desk,
        rule=BY_STAFF,
        cause="transferred" if isinstance(deed, Transfer) else "placed",
        was_unroutable=was_unroutable,
        from_agency=None if was_unroutable else case.agency,
    )
    explanation = {"placed_by": "staff", "at": at.isoformat()}
    change = Change(
        {"state": state, "focal_point_id": officer, "explanation": to_json(explanation).decode()},
        {"agency": deed.agency, "unit": None},
        {**ended(requests, at), desk.new_id: sent.request},
    )
    facts: tuple[CaseFact, ...] = (*cancellations(case, requests), fact)
    stops = all_clocks(requests)
    return Done(deed.deed, at, change, facts, starts=sent.deadlines, stops=stops)


def _hand_over(case: Case, deed: HandOver, at: datetime, desk: Desk) -> Done:
    """The requests stay what they are, and so do their deadlines: only the officer is another."""
    officer = desk.officer(case.agency, at, deed.deed)
    to = deed.to or officer.appointment_id
    directory = desk.directory
    listed = directory.appointments.get(case.agency, ()) if directory else ()
    if to not in {point.appointment_id for point in listed}:
        raise IllegalMove(f"hand-over: {case.agency} has no appointment {to}.")
    if to == case.focal_point_id:
        raise IllegalMove("hand-over: the case is with that officer.")
    newest = (case.open_requests or case.requests)[-1]
    fact = CaseAssigned(
        **case.told,
        focal_point_id=to,
        rule=BY_STAFF,
        request_id=newest.request_id,
        request_kind=newest.kind,
        answer_due_at=newest.answer_due_at,
        ack_due_at=newest.ack_due_at,
        cause="handed-over",
        from_agency=case.agency,
    )
    requests: dict[object, Values] = {
        one.request_id: {"focal_point_id": to} for one in case.open_requests
    }
    change = Change({"focal_point_id": to}, {}, requests)  # type: ignore[arg-type]
    return Done(deed.deed, at, change, (fact,), {"from": case.focal_point_id})


def _send(case: Case, deed: SendRequest, at: datetime, desk: Desk) -> Done:
    officer = desk.officer(case.agency, at, deed.deed).appointment_id
    sent = send(
        case,
        desk,
        agency=case.agency,
        officer=officer,
        at=at,
        kind=deed.kind,
        question=deed.question,
    )
    fact = RequestSent(
        **case.told,
        request_id=desk.new_id,
        kind=deed.kind,
        focal_point_id=officer,
        ack_due_at=sent.request["ack_due_at"],
        answer_due_at=sent.request["answer_due_at"],
    )
    change = Change(requests={desk.new_id: sent.request})
    return Done(deed.deed, at, change, (fact,), starts=sent.deadlines)


def _reopen(case: Case, deed: Reopen, state: str, at: datetime, desk: Desk) -> Done:
    """The number stays, and a new life of the case begins with a request to the officer."""
    cycle = case.cycle + 1
    values: Values = {
        "state": state,
        "cycle": cycle,
        "closed_at": None,
        "reason": None,
        "resolution_method": None,
        "substantiated": None,
    }
    reopened = CaseReopened(**case.told, reason=deed.reason, cycle=cycle)
    officer = None
    if desk.directory is not None:
        day = at.astimezone(desk.directory.zone).date()
        officer = desk.directory.officer(case.agency, day)
    if officer is None:
        values["state"] = UNDECIDED
        why = "no-rule" if case.agency == NO_AGENCY else "no-focal-point"
        decision = CaseNeedsDecision(**case.told, why=why)
        return Done(deed.deed, at, Change(values), (reopened, decision), {"reason": deed.reason})
    values["focal_point_id"] = officer.appointment_id
    sent = send(case, desk, agency=case.agency, officer=officer.appointment_id, at=at)
    fact = assigned(case.told, sent, desk, rule=BY_STAFF, cause="reopened", from_agency=case.agency)
    change = Change(values, {}, {desk.new_id: sent.request})
    facts = (reopened, fact)
    return Done(deed.deed, at, change, facts, {"reason": deed.reason}, starts=sent.deadlines)
