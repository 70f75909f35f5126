"""What notifications hears: the moments at which someone is to be told."""

from datetime import datetime

from services.notifications.domain import desk, officers, reporters
from services.notifications.handlers_requests import ear, tell
from shared.db.transaction import Transaction
from shared.events import intake, registry, routing
from shared.events.base import Envelope

__all__ = ["ear"]


@ear.hears(intake.ComplaintRegistered)
async def promise_check(
    event: Envelope[intake.ComplaintRegistered], tx: Transaction, now: datetime
) -> None:
    """Thank the reporter and say that the office checks first."""
    tell(event, tx, reporters.registration(event.data))


@ear.hears(intake.ComplaintAccepted)
async def thank_reporter(
    event: Envelope[intake.ComplaintAccepted], tx: Transaction, now: datetime
) -> None:
    """Thank the reporter and hand over the tracking code."""
    tell(event, tx, reporters.acceptance(event.data, event.time))


@ear.hears(intake.ComplaintFinished)
async def thank_asker(
    event: Envelope[intake.ComplaintFinished], tx: Transaction, now: datetime
) -> None:
    """Confirm a consultation or a copy that ends at intake."""
    tell(event, tx, reporters.receipt(event.data))


@ear.hears(intake.ComplaintCompletionRequested)
async def ask_reporter(
    event: Envelope[intake.ComplaintCompletionRequested], tx: Transaction, now: datetime
) -> None:
    """Ask the reporter for what is missing."""
    tell(event, tx, reporters.completion(event.data))


@ear.hears(intake.ComplaintCompleted)
async def confirm_completion(
    event: Envelope[intake.ComplaintCompleted], tx: Transaction, now: datetime
) -> None:
    """Confirm that what was missing has come."""
    tell(event, tx, reporters.completed(event.data))


@ear.hears(intake.ComplaintDeclined)
async def tell_declination(
    event: Envelope[intake.ComplaintDeclined], tx: Transaction, now: datetime
) -> None:
    """Tell the reporter why it does not become a case."""
    tell(event, tx, reporters.declination(event.data, event.time))


@ear.hears(intake.ComplaintWithdrawn)
async def confirm_withdrawal(
    event: Envelope[intake.ComplaintWithdrawn], tx: Transaction, now: datetime
) -> None:
    """Confirm to the reporter what was taken back before it was a case."""
    tell(event, tx, reporters.withdrawal(event.data, event.time))


@ear.hears(intake.ComplaintJoined)
async def tell_joining(
    event: Envelope[intake.ComplaintJoined], tx: Transaction, now: datetime
) -> None:
    """Tell the reporter that many have complained of the same cause."""
    tell(event, tx, reporters.joining(event.data))


@ear.hears(intake.ComplaintOverdue)
async def tell_lateness(
    event: Envelope[intake.ComplaintOverdue], tx: Transaction, now: datetime
) -> None:
    """Tell the office's desk, and of checks its head, that staff are late."""
    tell(event, tx, desk.overdue(event.data))


@ear.hears(routing.CaseAssigned)
async def ask_focal_point(
    event: Envelope[routing.CaseAssigned], tx: Transaction, now: datetime
) -> None:
    """Put the case to the focal point in office."""
    tell(event, tx, officers.assignment(event.data))


@ear.hears(routing.CaseUnroutable)
async def ask_desk_to_place(
    event: Envelope[routing.CaseUnroutable], tx: Transaction, now: datetime
) -> None:
    """Tell the office's desk that nobody could be found for a case."""
    tell(event, tx, desk.undecided(event.data))


@ear.hears(routing.CaseNeedsDecision)
async def ask_desk_to_decide(
    event: Envelope[routing.CaseNeedsDecision], tx: Transaction, now: datetime
) -> None:
    """Tell the office's desk that the rules have come to their end."""
    tell(event, tx, desk.undecided(event.data))


@ear.hears(registry.FocalPointMissing)
async def ask_for_officer(
    event: Envelope[registry.FocalPointMissing], tx: Transaction, now: datetime
) -> None:
    """Tell the office's desk, and whoever watches over the agency, that nobody answers for it."""
    tell(event, tx, desk.vacant(event.data))


@ear.hears(routing.CaseClosed)
async def tell_closure(event: Envelope[routing.CaseClosed], tx: Transaction, now: datetime) -> None:
    """Tell the reporter that and why the case is closed, and who was still to answer."""
    tell(event, tx, (*reporters.closure(event.data, event.time), *officers.ended(event.data)))


@ear.hears(routing.CaseConverted)
async def tell_conversion(
    event: Envelope[routing.CaseConverted], tx: Transaction, now: datetime
) -> None:
    """Tell the reporter that the case goes on as a regular report, and why."""
    tell(event, tx, reporters.conversion(event.data, event.time))


@ear.hears(routing.CaseReopened)
async def tell_reopening(
    event: Envelope[routing.CaseReopened], tx: Transaction, now: datetime
) -> None:
    """Tell the reporter that and why the case goes on."""
    tell(event, tx, reporters.reopening(event.data, event.time))
