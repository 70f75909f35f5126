"""What notifications hears of requests, their deadlines and corrective actions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from services.notifications import doorbell, store
from services.notifications.domain import ladder, officers
from services.notifications.domain.draft import Draft
from shared.bus.hearing import Ear
from shared.db.transaction import Transaction
from shared.events import corrections, requests
from shared.events.base import Envelope

ear = Ear("notifications")


def tell(event: Envelope[Any], tx: Transaction, drafts: Iterable[Draft]) -> None:
    """Save who is to be told what, and wake delivery."""
    for draft in drafts:
        store.add_message(tx, draft, event_id=event.id, complaint_id=event.data.complaint)
        tx.after_commit(doorbell.ring)


@ear.hears(requests.RequestSent)
async def ask_again(event: Envelope[requests.RequestSent], tx: Transaction, now: datetime) -> None:
    """Put a further request to the focal point."""
    tell(event, tx, officers.further_request(event.data))


@ear.hears(requests.RequestReturned)
async def tell_return(
    event: Envelope[requests.RequestReturned], tx: Transaction, now: datetime
) -> None:
    """Tell the focal point that the answer does not suffice."""
    tell(event, tx, officers.returned(event.data))


@ear.hears(requests.RequestAccepted)
async def tell_acceptance(
    event: Envelope[requests.RequestAccepted], tx: Transaction, now: datetime
) -> None:
    """Tell the focal point that the answer suffices."""
    tell(event, tx, officers.accepted(event.data))


@ear.hears(requests.RequestCancelled)
async def tell_cancellation(
    event: Envelope[requests.RequestCancelled], tx: Transaction, now: datetime
) -> None:
    """Tell the focal point that no answer is needed."""
    tell(event, tx, officers.cancelled(event.data))


@ear.hears(requests.RequestReminded)
async def remind(event: Envelope[requests.RequestReminded], tx: Transaction, now: datetime) -> None:
    """Remind the focal point and the deputy."""
    tell(event, tx, ladder.reminder(event.data, event.time))


@ear.hears(requests.RequestEscalated)
async def tell_level(
    event: Envelope[requests.RequestEscalated], tx: Transaction, now: datetime
) -> None:
    """Tell the people of the level that was reached."""
    tell(event, tx, ladder.escalation(event.data, event.time))


@ear.hears(requests.DeadlineRecalculated)
async def tell_new_date(
    event: Envelope[requests.DeadlineRecalculated], tx: Transaction, now: datetime
) -> None:
    """Tell the focal point of more time."""
    tell(event, tx, officers.new_date(event.data))


@ear.hears(corrections.CorrectiveActionOrdered)
async def tell_order(
    event: Envelope[corrections.CorrectiveActionOrdered], tx: Transaction, now: datetime
) -> None:
    """Tell the focal point that something must be put right."""
    tell(event, tx, officers.correction(event.data))


@ear.hears(corrections.CorrectiveActionReminded)
async def remind_of_order(
    event: Envelope[corrections.CorrectiveActionReminded], tx: Transaction, now: datetime
) -> None:
    """Remind the focal point and the deputy of what must be put right."""
    tell(event, tx, ladder.reminder(event.data, event.time))


@ear.hears(corrections.CorrectiveActionReturned)
async def tell_what_is_missing(
    event: Envelope[corrections.CorrectiveActionReturned], tx: Transaction, now: datetime
) -> None:
    """Tell the focal point that the report does not suffice."""
    tell(event, tx, officers.correction(event.data, returned=True))


@ear.hears(corrections.CorrectiveActionDone)
async def tell_done(
    event: Envelope[corrections.CorrectiveActionDone], tx: Transaction, now: datetime
) -> None:
    """Tell the focal point that it has been put right."""
    tell(event, tx, officers.put_right(event.data))
