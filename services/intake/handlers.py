"""What intake hears: how far a case has come, to show it to the one who complained."""

from datetime import datetime

from services.intake.models import ProgressRow, ProofRow
from shared.bus.hearing import Ear
from shared.db.transaction import Transaction
from shared.events.base import Envelope
from shared.events.notifications import NoticeDelivered
from shared.events.routing import (
    CaseAssigned,
    CaseClosed,
    CaseConverted,
    CaseFact,
    CaseReopened,
    CaseUnroutable,
    CorrectiveActionDone,
    CorrectiveActionOrdered,
    DeadlineRecalculated,
    RequestAcknowledged,
    RequestAnswered,
    RequestEscalated,
)

ear = Ear("intake")


def _note(
    event: Envelope[CaseFact],
    tx: Transaction,
    step: str,
    *,
    due: datetime | None,
    detail: str | None = None,
) -> None:
    tx.add(
        ProgressRow,
        event_id=event.id,
        complaint_id=event.data.complaint_id,
        step=step,
        happened_at=event.time,
        agency=event.data.agency,
        answer_due_at=due,
        detail=detail,
    )


@ear.hears(CaseAssigned)
async def show_assigned(event: Envelope[CaseAssigned], tx: Transaction, now: datetime) -> None:
    """Show that the agency's focal point has the case, and until when it should answer."""
    _note(event, tx, "assigned", due=event.data.answer_due_at)


@ear.hears(CaseUnroutable)
async def show_waiting(event: Envelope[CaseUnroutable], tx: Transaction, now: datetime) -> None:
    """Show that staff still look for the agency in charge."""
    _note(event, tx, "waiting-for-agency", due=None)


@ear.hears(RequestAcknowledged)
async def show_acknowledged(
    event: Envelope[RequestAcknowledged], tx: Transaction, now: datetime
) -> None:
    """Show that the focal point has seen it."""
    _note(event, tx, "acknowledged", due=None)


@ear.hears(RequestAnswered)
async def show_answered(event: Envelope[RequestAnswered], tx: Transaction, now: datetime) -> None:
    """Show that the agency has answered the office."""
    _note(event, tx, "answered", due=None)


@ear.hears(NoticeDelivered)
async def keep_proof(event: Envelope[NoticeDelivered], tx: Transaction, now: datetime) -> None:
    """Keep that a notice has reached its reporter; a timer moves the clock, under its lock."""
    tx.add(
        ProofRow,
        event_id=event.id,
        complaint_id=event.data.complaint_id,
        notice=event.data.template,
        cause=event.data.cause,
        delivered_at=event.time,
    )


@ear.hears(CaseClosed)
async def show_closed(event: Envelope[CaseClosed], tx: Transaction, now: datetime) -> None:
    """Show that the case is closed, and why."""
    _note(event, tx, "closed", due=None, detail=event.data.reason)


@ear.hears(CaseConverted)
async def show_converted(event: Envelope[CaseConverted], tx: Transaction, now: datetime) -> None:
    """Show that the fast route has ended and the case goes on in the regular way."""
    _note(event, tx, "converted", due=None)


@ear.hears(CaseReopened)
async def show_reopened(event: Envelope[CaseReopened], tx: Transaction, now: datetime) -> None:
    """Show that a closed case goes on."""
    _note(event, tx, "reopened", due=None)


@ear.hears(RequestEscalated)
async def show_escalated(event: Envelope[RequestEscalated], tx: Transaction, now: datetime) -> None:
    """Show that no answer came in time and who is told; reminders below that are the agency's."""
    if event.data.clock != "acknowledgement" and event.data.level != "L1":
        _note(event, tx, "escalated", due=None, detail=event.data.level)


@ear.hears(DeadlineRecalculated)
async def show_later_date(
    event: Envelope[DeadlineRecalculated], tx: Transaction, now: datetime
) -> None:
    """Show the new date: the one that the page has promised is over."""
    if event.data.clock in ("answer", "correction"):
        _note(event, tx, "deadline-moved", due=event.data.due_at)


@ear.hears(CorrectiveActionOrdered)
async def show_ordered(
    event: Envelope[CorrectiveActionOrdered], tx: Transaction, now: datetime
) -> None:
    """Show that the agency must put something right, and until when."""
    _note(event, tx, "action-ordered", due=event.data.due_at)


@ear.hears(CorrectiveActionDone)
async def show_done(event: Envelope[CorrectiveActionDone], tx: Transaction, now: datetime) -> None:
    """Show that it was put right."""
    _note(event, tx, "action-done", due=None)
