"""Telling metrics what has happened, as the bus does: inbox, handlers and commit in one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any, cast

from nats.aio.msg import Msg

from services.metrics.handlers import ear
from shared.bus.saving import Heard, save
from shared.db.database import Database
from shared.events.base import Envelope, Fact
from tests.factories import NOON, an_event

Event = Envelope[Any]

_batches = count()


async def tell(database: Database, events: Sequence[Event], now: datetime | None = None) -> None:
    """One batch of the bus; without `now`, each a millisecond after the last."""
    moment = now or NOON + timedelta(milliseconds=next(_batches))
    message = cast(Msg, None)
    heard = [Heard(message, event, ear.hearings[event.type]) for event in events]
    await save(database, heard, moment)


async def happened(database: Database, *facts: Fact, at: datetime = NOON) -> None:
    """Facts of one moment."""
    await tell(database, [an_event(fact, at) for fact in facts])
