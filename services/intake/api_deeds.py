"""What staff do to complaints over HTTP: verification, deed by deed."""

from fastapi import APIRouter

from services.intake import views
from services.intake.acting import Deciding, Erasing, Verifying
from services.intake.domain import deeds
from shared.web.answers import answers

router = APIRouter()

REFUSALS = answers(404, 409, 412)
"""Of every deed to a complaint."""


@router.post("/staff/complaints/{complaint_id}/checks", status_code=201, responses=REFUSALS)
async def check(deed: deeds.Check, acting: Verifying) -> views.FullComplaintView:
    """Record the outcome of one requirement; the latest counts, all are kept."""
    return await acting.does(deed)


@router.post("/staff/complaints/{complaint_id}/classification", status_code=201, responses=REFUSALS)
async def classify(deed: deeds.Classify, acting: Verifying) -> views.FullComplaintView:
    """Say what the complaint is, otherwise than its form; RCO needs a criterion."""
    return await acting.does(deed)


@router.post(
    "/staff/complaints/{complaint_id}/completion-request", status_code=201, responses=REFUSALS
)
async def ask_completion(deed: deeds.AskCompletion, acting: Verifying) -> views.FullComplaintView:
    """Ask the reporter for what is missing."""
    return await acting.does(deed)


@router.post(
    "/staff/complaints/{complaint_id}/completion-receipt", status_code=201, responses=REFUSALS
)
async def note_receipt(deed: deeds.NoteReceipt, acting: Verifying) -> views.FullComplaintView:
    """Note that the reporter has the notice: the thirty days run from that day."""
    return await acting.does(deed)


@router.post("/staff/complaints/{complaint_id}/completion", status_code=201, responses=REFUSALS)
async def complete(deed: deeds.Complete, acting: Verifying) -> views.FullComplaintView:
    """Note that what was missing has come in."""
    return await acting.does(deed)


@router.post("/staff/complaints/{complaint_id}/acceptance", status_code=201, responses=REFUSALS)
async def accept(deed: deeds.Accept, acting: Deciding) -> views.FullComplaintView:
    """Make a case of it; the checks that its access type needs must be recorded."""
    return await acting.does(deed)


@router.post("/staff/complaints/{complaint_id}/declination", status_code=201, responses=REFUSALS)
async def decline(deed: deeds.Decline, acting: Deciding) -> views.FullComplaintView:
    """Decline it, for a reason that a failed check bears."""
    return await acting.does(deed)


@router.post("/staff/complaints/{complaint_id}/conclusion", status_code=201, responses=REFUSALS)
async def finish(deed: deeds.Finish, acting: Deciding) -> views.FullComplaintView:
    """End it here as a consultation (K01) or a copy (K02)."""
    return await acting.does(deed)


@router.post("/staff/complaints/{complaint_id}/withdrawal", status_code=201, responses=REFUSALS)
async def withdraw(deed: deeds.Withdraw, acting: Deciding) -> views.FullComplaintView:
    """Note that the reporter takes it back."""
    return await acting.does(deed)


@router.post("/staff/complaints/{complaint_id}/notice", status_code=201, responses=REFUSALS)
async def note_notice(deed: deeds.NoteNotice, acting: Deciding) -> views.FullComplaintView:
    """Note that the reporter has been told of the declination otherwise than by our mail."""
    return await acting.does(deed)


@router.post("/staff/complaints/{complaint_id}/erasure", status_code=201, responses=REFUSALS)
async def erase(deed: deeds.Erase, acting: Erasing) -> views.FullComplaintView:
    """Erase the reporter for good: no figure, no event and no step of the progress changes."""
    return await acting.does(deed)


@router.post("/staff/complaints/{complaint_id}/joining", status_code=201, responses=REFUSALS)
async def join(deed: deeds.Join, acting: Deciding) -> views.FullComplaintView:
    """Make it part of a mass incident."""
    return await acting.does(deed)
