"""Deeds to cases over HTTP: one address each, done whole or refused whole."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from services.routing import incidents
from services.routing.doing import REFUSALS, Answering, Asking, Closing, Placing, Reopening
from services.routing.domain import conciliation_deeds as conciliations
from services.routing.domain import correction_deeds as corrections
from services.routing.domain import deeds
from services.routing.reaching import Asker, asking
from services.routing.views import FullCaseView
from shared.web.answers import answers

router = APIRouter()


@router.post("/cases/{case_id}/assignment", status_code=201, responses=REFUSALS)
async def assign(case_id: UUID, deed: deeds.Assign, doing: Placing) -> FullCaseView:
    """Place a case that no rule could place, or that a person must decide."""
    return await doing.do(case_id, deed)


@router.post("/cases/{case_id}/transfer", status_code=201, responses=REFUSALS)
async def transfer(case_id: UUID, deed: deeds.Transfer, doing: Placing) -> FullCaseView:
    """Let another agency answer for the case; what was asked is cancelled."""
    return await doing.do(case_id, deed)


@router.post("/cases/{case_id}/hand-over", status_code=201, responses=REFUSALS)
async def hand_over(case_id: UUID, deed: deeds.HandOver, doing: Placing) -> FullCaseView:
    """Let another officer of the agency answer; the clocks run on."""
    return await doing.do(case_id, deed)


@router.post("/cases/{case_id}/requests", status_code=201, responses=REFUSALS)
async def send_request(case_id: UUID, deed: deeds.SendRequest, doing: Asking) -> FullCaseView:
    """Send a further request to the focal point."""
    return await doing.do(case_id, deed)


@router.post("/cases/{case_id}/acknowledgement", status_code=201, responses=REFUSALS)
async def acknowledge(case_id: UUID, deed: deeds.Acknowledge, doing: Answering) -> FullCaseView:
    """Note that the focal point has seen the request."""
    return await doing.do(case_id, deed)


@router.post("/cases/{case_id}/answer", status_code=201, responses=REFUSALS)
async def answer(case_id: UUID, deed: deeds.Answer, doing: Answering) -> FullCaseView:
    """Note the agency's answer."""
    return await doing.do(case_id, deed)


@router.post("/cases/{case_id}/acceptance", status_code=201, responses=REFUSALS)
async def accept(case_id: UUID, deed: deeds.Accept, doing: Asking) -> FullCaseView:
    """Take the answer as sufficient."""
    return await doing.do(case_id, deed)


@router.post("/cases/{case_id}/return", status_code=201, responses=REFUSALS)
async def send_back(case_id: UUID, deed: deeds.Return, doing: Asking) -> FullCaseView:
    """Send the answer back with what is missing; the clock starts again."""
    return await doing.do(case_id, deed)


@router.post("/cases/{case_id}/misrouting", status_code=201, responses=REFUSALS)
async def misroute(case_id: UUID, deed: deeds.Misroute, doing: Answering) -> FullCaseView | None:
    """Note that it is not the agency's: the rules try again, twice at most.

    Null where the case is not the asker's any more.
    """
    return await doing.do_away(case_id, deed)


@router.post("/cases/{case_id}/cancellation", status_code=201, responses=REFUSALS)
async def cancel(case_id: UUID, deed: deeds.Cancel, doing: Asking) -> FullCaseView:
    """Take a request back: no answer is needed any more."""
    return await doing.do(case_id, deed)


@router.post("/cases/{case_id}/extension", status_code=201, responses=REFUSALS)
async def extend(case_id: UUID, deed: deeds.Extend, doing: Asking) -> FullCaseView:
    """Grant more time for the answer."""
    return await doing.do(case_id, deed)


@router.post("/cases/{case_id}/corrective-actions", status_code=201, responses=REFUSALS)
async def order_correction(
    case_id: UUID, deed: corrections.OrderCorrection, doing: Asking
) -> FullCaseView:
    """Order the agency to put something right."""
    return await doing.do(case_id, deed)


@router.post("/cases/{case_id}/correction-report", status_code=201, responses=REFUSALS)
async def report_correction(
    case_id: UUID, deed: corrections.ReportCorrection, doing: Answering
) -> FullCaseView:
    """Note what the agency says that it has put right, and when."""
    return await doing.do(case_id, deed)


@router.post("/cases/{case_id}/correction-return", status_code=201, responses=REFUSALS)
async def return_correction(
    case_id: UUID, deed: corrections.ReturnCorrection, doing: Asking
) -> FullCaseView:
    """Send the report back with what is missing; the clock starts again."""
    return await doing.do(case_id, deed)


@router.post("/cases/{case_id}/correction", status_code=201, responses=REFUSALS)
async def correction_done(
    case_id: UUID, deed: corrections.CorrectionDone, doing: Asking
) -> FullCaseView:
    """Note that it was put right."""
    return await doing.do(case_id, deed)


@router.post("/cases/{case_id}/conciliation", status_code=201, responses=REFUSALS)
async def start_conciliation(
    case_id: UUID, deed: conciliations.StartConciliation, doing: Asking
) -> FullCaseView:
    """Let the parties conciliate: the clocks of the agency stand still."""
    return await doing.do(case_id, deed)


@router.post("/cases/{case_id}/conciliation-outcome", status_code=201, responses=REFUSALS)
async def end_conciliation(
    case_id: UUID, deed: conciliations.EndConciliation, doing: Asking
) -> FullCaseView:
    """Say how the conciliation ended: the clocks run on."""
    return await doing.do(case_id, deed)


@router.post("/cases/{case_id}/conversion", status_code=201, responses=REFUSALS)
async def convert(case_id: UUID, deed: deeds.Convert, doing: Asking) -> FullCaseView:
    """End the fast route, RCO: its criterion holds no more, and the case goes on as a LM."""
    return await doing.do(case_id, deed)


@router.post("/cases/{case_id}/closure", status_code=201, responses=REFUSALS)
async def close(case_id: UUID, deed: deeds.Close, doing: Closing) -> FullCaseView:
    """Close the case with reason, method and whether it was substantiated."""
    return await doing.do(case_id, deed)


@router.post("/cases/{case_id}/withdrawal", status_code=201, responses=REFUSALS)
async def withdraw(case_id: UUID, deed: deeds.Withdraw, doing: Closing) -> FullCaseView:
    """Close the case because the reporter takes the complaint back (K21)."""
    return await doing.do(case_id, deed)


@router.post("/cases/{case_id}/reopening", status_code=201, responses=REFUSALS)
async def reopen(case_id: UUID, deed: deeds.Reopen, doing: Reopening) -> FullCaseView:
    """Go on with a closed case under its number."""
    return await doing.do(case_id, deed)


@router.post("/incidents/{incident}/answer", responses=answers(404))
async def answer_all(
    incident: UUID,
    said: incidents.AnswerToAll,
    request: Request,
    asker: Annotated[Asker, Depends(asking("case.answer"))],
) -> incidents.Outcome:
    """Give one answer of an agency to each of its open cases of a mass incident."""
    hand = incidents.Hand.of(request.app, asker)
    return await incidents.answer_all(hand, incident, said)


@router.post("/incidents/{incident}/closure", responses=answers(404))
async def close_all(
    incident: UUID,
    deed: deeds.Close,
    request: Request,
    asker: Annotated[Asker, Depends(asking("case.close"))],
) -> incidents.Outcome:
    """Close every open case of a mass incident, for one reason."""
    return await incidents.do_to_all(incidents.Hand.of(request.app, asker), incident, deed)
