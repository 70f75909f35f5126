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
    CaseFact,
    CaseUnroutable,
    RequestAcknowledged,
    RequestAnswered,
)

ear = Ear("intake")


def _note(event: Envelope[CaseFact], tx: Transaction, step: str, *, due: datetime | None) -> None:
    tx.add(
        ProgressRow,
        event_id=event.id,
        complaint_id=event.data.complaint_id,
        step=step,
        happened_at=event.time,
        agency=event.data.agency,
        answer_due_at=due,
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
        delivered_at=event.time,
    )


@ear.hears(CaseClosed)
async def show_closed(event: Envelope[CaseClosed], tx: Transaction, now: datetime) -> None:
    """Show that the case is closed."""
    _note(event, tx, "closed", due=None)
