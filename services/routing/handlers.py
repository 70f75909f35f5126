"""What routing hears: complaints to open cases for, and what becomes of them and of its letters."""

from datetime import UTC, datetime

from services.routing import deliveries, early, policies, store
from services.routing.domain import assignment
from services.routing.domain.deeds import Join, Withdraw
from shared.bus.hearing import Ear
from shared.db.transaction import Transaction
from shared.events.base import Envelope
from shared.events.intake import ComplaintAccepted, ComplaintJoined, ComplaintWithdrawn
from shared.events.notifications import BRINGS_REQUEST, MessageSent
from shared.ids import new_id

ear = Ear("routing")


@ear.hears(ComplaintAccepted)
async def open_case(event: Envelope[ComplaintAccepted], tx: Transaction, now: datetime) -> None:
    """Open a case and put it to the focal point in office when the complaint was accepted."""
    directory = await store.directory(tx, event.data.office)
    opened = assignment.open_case(
        event.data,
        directory,
        policies.clocks(directory) if directory else None,
        case_id=new_id(),
        request_id=new_id(),
        at=event.time.astimezone(UTC),  # once here, or each that saves it converts it
        now=now,
    )
    store.add_case(tx, opened)
    tx.emit(opened.fact, time=opened.opened_at)


@ear.hears(ComplaintWithdrawn, in_transaction=True)
async def close_withdrawn(
    event: Envelope[ComplaintWithdrawn], tx: Transaction, now: datetime
) -> None:
    """Close the case of a complaint that the reporter has taken back."""
    if not event.data.before_acceptance:
        await early.do_or_keep(tx, event, Withdraw(at=event.time))


@ear.hears(ComplaintJoined, in_transaction=True)
async def join_incident(event: Envelope[ComplaintJoined], tx: Transaction, now: datetime) -> None:
    """Note of which mass incident the case is a part, so that one answer can be given to all."""
    if event.data.incident is not None:
        await early.do_or_keep(tx, event, Join(at=event.time, incident=event.data.incident))


@ear.hears(MessageSent, in_transaction=True)
async def note_delivery(event: Envelope[MessageSent], tx: Transaction, now: datetime) -> None:
    """A request's message was taken over by the officer's mail server: its clock may start."""
    if event.data.template in BRINGS_REQUEST and event.data.recipient == "focal-point":
        await tx.flush()
        await deliveries.note(tx, event.data, event.time)
