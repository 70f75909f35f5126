"""What deeds do to a case as a whole: placed, asked again, put right, closed, opened again."""

from datetime import datetime

from services.routing.domain import conciliating
from services.routing.domain.actions import order, put_right, report, send_back
from services.routing.domain.assignment import asked_at
from services.routing.domain.case import Case, Change, Request, Values
from services.routing.domain.closing import close
from services.routing.domain.conciliation_deeds import EndConciliation, StartConciliation
from services.routing.domain.converting import convert, settlement
from services.routing.domain.correction_deeds import (
    CorrectionDone,
    OrderCorrection,
    ReportCorrection,
    ReturnCorrection,
)
from services.routing.domain.deeds import (
    Assign,
    CaseDeeds,
    Close,
    Convert,
    HandOver,
    Join,
    Place,
    Reopen,
    SendRequest,
    Transfer,
    Withdraw,
)
from services.routing.domain.moves import CASE_MOVES, UNDECIDED, IllegalMove, moved
from services.routing.domain.outcome import BY_REOPENING, Desk, Done, assigned, send, send_further
from services.routing.domain.transferring import hand_over, place_anew
from shared.calendar.zones import local_day
from shared.events.cases import NO_AGENCY
from shared.events.routing import CaseNeedsDecision, CaseReopened


def decide_case(case: Case, deed: CaseDeeds, at: datetime, desk: Desk) -> Done:
    """Raises `IllegalMove`, or `Unacceptable` for what cannot be."""
    state = moved(CASE_MOVES, deed.deed, case.state, "case")
    match deed:
        case Close() | Withdraw():
            done = close(case, deed, state, at, desk)
        case Assign() | Place() | Transfer():
            done = place_anew(case, deed, state, at, desk)
        case Convert():
            done = convert(case, at, desk, why="criterion-gone")
        case Reopen():
            done = _reopen(case, deed, state, at, desk)
        case HandOver():
            done = hand_over(case, deed, at, desk)
        case SendRequest():
            done = _send(case, deed, at, desk)
        case OrderCorrection():
            done = order(case, deed, at, desk)
        case ReportCorrection():
            done = report(case, deed, at, desk)
        case ReturnCorrection():
            done = send_back(case, deed, at, desk)
        case CorrectionDone():
            done = put_right(case, deed, at)
        case StartConciliation() | EndConciliation():
            done = conciliating.decide(case, deed, state, at, desk)
        case Join():
            done = Done("join", at, Change(told={"incident": deed.incident}))
    return done


def _send(case: Case, deed: SendRequest, at: datetime, desk: Desk) -> Done:
    officer = desk.officer(case.agency, at, deed.deed, silent=case.told["silent"]).appointment_id
    follows = _repeated(case, deed)
    kind = follows.kind if follows else deed.kind
    question = deed.question or (follows.question if follows else None)
    return send_further(
        case, desk, officer=officer, at=at, kind=kind, question=question, follows=follows
    )


def _repeated(case: Case, deed: SendRequest) -> Request | None:
    """What is asked once more; a further matter is asked for the first time."""
    if deed.follows is None:
        return None
    request = case.request_for(deed.deed, deed.follows)
    if not request.is_open:
        raise IllegalMove(f"{deed.deed}: the request that it repeats is {request.state}.")
    if any(one.follows == request.request_id for one in case.open_requests):
        raise IllegalMove(f"{deed.deed}: that request has been repeated.")
    return request


def _reopen(case: Case, deed: Reopen, state: str, at: datetime, desk: Desk) -> Done:
    """The number stays, and a new life of the case begins with a request to the officer."""
    cycle = case.cycle + 1
    values: Values = {
        "state": state,
        "cycle": cycle,
        "reopened_at": at,
        "closed_at": None,
        "reason": None,
        "resolution_method": None,
        "substantiated": None,
        "loss_saved": None,
    }
    reopened = CaseReopened(
        **case.told,
        reason=deed.reason,
        cycle=cycle,
        was_reason=case.reason,
        was_closed_at=case.closed_at,
        was_loss_saved=case.loss_saved,
    )
    officer = None
    if desk.directory is not None:
        asked = asked_at(at, desk.now, silent=case.told["silent"])
        officer = desk.directory.officer(case.agency, local_day(asked, desk.directory.zone))
    if officer is None:
        values["state"] = UNDECIDED
        why = "no-rule" if case.agency == NO_AGENCY else "no-focal-point"
        values["waits_for"] = None if case.agency == NO_AGENCY else case.agency
        decision = CaseNeedsDecision(**case.told, why=why)
        return Done(deed.deed, at, Change(values), (reopened, decision), {"reason": deed.reason})
    values["focal_point_id"] = officer.appointment_id
    sent = send(case, desk, agency=case.agency, officer=officer.appointment_id, at=at)
    told: Values = {"rule": BY_REOPENING, "cause": "reopened", "from_agency": case.agency}
    fact = assigned(case.told, sent, desk, **told)
    change = Change(values, {}, {desk.new_id: sent.request})
    starts = (*sent.deadlines, *settlement(case.told, desk.running(), at=at, now=desk.now))
    return Done(deed.deed, at, change, (reopened, fact), {"reason": deed.reason}, starts=starts)
