"""What metrics hears of messages: their fate, and nothing of whom they went to."""

from datetime import datetime

from services.metrics import measures, offices, store
from services.metrics.domain import tallies
from services.metrics.domain.period import local_day
from shared.bus.hearing import Ear
from shared.db.transaction import Transaction
from shared.events.base import Envelope
from shared.events.notifications import MessageFailed, MessageSent


async def count_sent(event: Envelope[MessageSent], tx: Transaction, now: datetime) -> None:
    """A message was handed to its recipient's server, perhaps a second time."""
    day = local_day(event.time, offices.default_zone())
    twice = (tallies.SENT_MAYBE_TWICE,) if event.data.maybe_twice else ()
    store.count_message(tx, event, (tallies.SENT, *twice), day=day, heard_at=now)
    measures.count(tx, "message-sent")


async def count_failed(event: Envelope[MessageFailed], tx: Transaction, now: datetime) -> None:
    """A message will not be tried again."""
    day = local_day(event.time, offices.default_zone())
    store.count_message(tx, event, (tallies.FAILED,), day=day, heard_at=now)
    measures.count(tx, "message-failed")


def listen(ear: Ear) -> None:
    """Hear of each message that was taken over or given up."""
    ear.hears(MessageSent)(count_sent)
    ear.hears(MessageFailed)(count_failed)
