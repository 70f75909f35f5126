"""What notifications hears: the moments at which someone is to be told."""

from datetime import datetime
from typing import Any

from services.notifications import domain, doorbell, store
from services.notifications.domain import Draft
from shared.bus.hearing import Ear
from shared.db.transaction import Transaction
from shared.events.base import Envelope
from shared.events.intake import ComplaintAccepted, ComplaintFinished
from shared.events.routing import CaseAssigned, CaseClosed

ear = Ear("notifications")


def _tell(event: Envelope[Any], tx: Transaction, draft: Draft | None) -> None:
    if draft is not None:
        store.add_message(tx, event, draft)
        tx.after_commit(doorbell.ring)


@ear.hears(ComplaintAccepted)
async def thank_reporter(
    event: Envelope[ComplaintAccepted], tx: Transaction, now: datetime
) -> None:
    """Thank the reporter and hand over the tracking code."""
    _tell(event, tx, domain.receipt(event.data))


@ear.hears(ComplaintFinished)
async def thank_asker(event: Envelope[ComplaintFinished], tx: Transaction, now: datetime) -> None:
    """Confirm a consultation or a copy that ends at intake."""
    _tell(event, tx, domain.receipt(event.data))


@ear.hears(CaseAssigned)
async def ask_focal_point(event: Envelope[CaseAssigned], tx: Transaction, now: datetime) -> None:
    """Put the case to the focal point in office."""
    _tell(event, tx, domain.assignment(event.data))


@ear.hears(CaseClosed)
async def tell_closure(event: Envelope[CaseClosed], tx: Transaction, now: datetime) -> None:
    """Tell the reporter that and why the case is closed."""
    _tell(event, tx, domain.closure(event.data, event.time))
