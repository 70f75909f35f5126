"""What routing hears: complaints to open cases for, and proof that requests were delivered."""

from datetime import datetime

from services.routing import store
from services.routing.domain import assignment
from shared.bus.hearing import Ear
from shared.db.transaction import Transaction
from shared.events.base import Envelope
from shared.events.intake import ComplaintAccepted
from shared.events.notifications import MessageSent
from shared.ids import new_id

ear = Ear("routing")


@ear.hears(ComplaintAccepted)
async def open_case(event: Envelope[ComplaintAccepted], tx: Transaction, now: datetime) -> None:
    """Open a case and put it to the focal point in office when the complaint was accepted."""
    directory = await store.directory(tx, event.data.office)
    opened = assignment.open_case(
        event.data, directory, case_id=new_id(), request_id=new_id(), at=event.time
    )
    store.add_case(tx, opened)
    tx.emit(opened.fact, time=opened.opened_at)


@ear.hears(MessageSent, in_transaction=True)
async def note_delivery(event: Envelope[MessageSent], tx: Transaction, now: datetime) -> None:
    """A request's message was taken over by the officer's mail server: its clock may start."""
    if event.data.template == "case-assigned":
        await store.note_delivery(tx, event.data.complaint_id, event.time)
