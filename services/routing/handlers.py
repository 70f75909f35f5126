"""What routing hears: complaints to open cases for, and what becomes of them and of its letters."""

from datetime import datetime

from services.routing import deliveries, desk, policies, store
from services.routing.desk import Order
from services.routing.domain import assignment
from services.routing.domain.deeds import Join, Withdraw
from services.routing.store import Actor
from shared.bus.hearing import Ear
from shared.db.transaction import Transaction
from shared.events.base import Envelope
from shared.events.intake import ComplaintAccepted, ComplaintJoined, ComplaintWithdrawn
from shared.events.notifications import MessageSent
from shared.ids import new_id

ear = Ear("routing")

REPORTER, INTAKE = Actor("reporter"), Actor("system", "intake")


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
        at=event.time,
        now=now,
    )
    store.add_case(tx, opened)
    tx.emit(opened.fact, time=opened.opened_at)


@ear.hears(ComplaintWithdrawn, in_transaction=True)
async def close_withdrawn(
    event: Envelope[ComplaintWithdrawn], tx: Transaction, now: datetime
) -> None:
    """Close the case of a complaint that the reporter has taken back."""
    if event.data.before_acceptance:
        return
    await tx.flush()  # the case may have been opened in this very batch
    order = Order(Withdraw(at=event.time), REPORTER, complaint_id=event.data.complaint_id)
    await desk.do_heard(tx, order)


@ear.hears(ComplaintJoined, in_transaction=True)
async def join_incident(event: Envelope[ComplaintJoined], tx: Transaction, now: datetime) -> None:
    """Note of which mass incident the case is a part, so that one answer can be given to all."""
    if event.data.incident is None:
        return
    await tx.flush()
    join = Join(at=event.time, incident=event.data.incident)
    await desk.do_heard(tx, Order(join, INTAKE, complaint_id=event.data.complaint_id))


@ear.hears(MessageSent, in_transaction=True)
async def note_delivery(event: Envelope[MessageSent], tx: Transaction, now: datetime) -> None:
    """A request's message was taken over by the officer's mail server: its clock may start."""
    if event.data.template == "case-assigned":
        await tx.flush()
        await deliveries.note(tx, event.data, event.time)
