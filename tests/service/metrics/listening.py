"""Telling metrics what has happened, as the bus does: inbox, handlers and commit in one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any, cast

from nats.aio.client import Client
from nats.aio.msg import Msg

from services.metrics.handlers import ear
from shared.bus.consumer import Consumer, Heard
from shared.bus.topology import Durable
from shared.db.database import Database
from shared.events.base import Envelope, Fact
from tests.factories import NOON, an_event

Event = Envelope[Any]

_batches = count()


async def tell(database: Database, events: Sequence[Event], now: datetime | None = None) -> None:
    """One batch of the bus; without `now`, each a millisecond after the last."""
    moment = now or NOON + timedelta(milliseconds=next(_batches))
    client, message = cast(Client, None), cast(Msg, None)
    durable = Durable("metrics", "any", (">",))
    consumer = Consumer(durable, ear, client=client, database=database, clock=lambda: moment)
    heard = [Heard(message, event, ear.hearings[event.type]) for event in events]
    await consumer._save(heard)


async def happened(database: Database, *facts: Fact, at: datetime = NOON) -> None:
    """Facts of one moment."""
    await tell(database, [an_event(fact, at) for fact in facts])
