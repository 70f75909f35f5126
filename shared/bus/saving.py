"""Handling a batch in one transaction: what was heard before is left out, the rest is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from nats.aio.msg import Msg
from sqlalchemy.exc import DBAPIError

from shared.bus.hearing import Hearing
from shared.db.bulk import insert_new
from shared.db.database import Database
from shared.db.transaction import Transaction
from shared.events.base import Envelope

BY_VALUE = attrgetter("int")
"""Of ids: a fifth of the time that comparing them as they are would take."""


@dataclass(slots=True)
class Heard:
    """A message that could be read."""

    message: Msg
    event: Envelope[Any]
    hearing: Hearing


async def save(database: Database, batch: Sequence[Heard], now: datetime) -> set[UUID]:
    """Run the handlers in stream order and save what they add; answers which ids were new.

    Nearly every event is new: so all of them are taken for new and written at once, the inbox
    with the effects, in one statement. Only if that fails, because the inbox knows one already or
    another process writes the same at this moment, is it asked first.
    """
    if any(heard.hearing.in_transaction for heard in batch):
        return await _ask_first(database, batch, now)
    try:
        return await _write_at_once(database, batch, now)
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        return await _ask_first(database, batch, now)


async def _write_at_once(database: Database, batch: Sequence[Heard], now: datetime) -> set[UUID]:
    fresh = {heard.event.id for heard in batch}
    async with database.saving(now) as tx:
        tx.add_to(database.inbox, _inbox(fresh, now))
        await _handle(batch, fresh, tx, now)
    return fresh


async def _ask_first(database: Database, batch: Sequence[Heard], now: datetime) -> set[UUID]:
    async with database.transaction(now) as tx:
        ids = {heard.event.id for heard in batch}
        rows = _inbox(ids, now)
        fresh = await insert_new(tx.connection, database.inbox, "event_id", rows)
        await _handle(batch, fresh, tx, now)
    return fresh


def _inbox(ids: set[UUID], now: datetime) -> list[dict[str, Any]]:
    """Sorted, so that two processes that hear the same never wait for each other in a ring."""
    return [{"event_id": event_id, "heard_at": now} for event_id in sorted(ids, key=BY_VALUE)]


async def _handle(batch: Sequence[Heard], fresh: set[UUID], tx: Transaction, now: datetime) -> None:
    """Each new event once, even if it stands in the batch twice."""
    if len(fresh) == len(batch):
        for heard in batch:
            tx.traceparent = heard.event.traceparent
            await heard.hearing.handler(heard.event, tx, now)
        return
    waiting = set(fresh)
    for heard in batch:
        if heard.event.id in waiting:
            waiting.remove(heard.event.id)
            tx.traceparent = heard.event.traceparent
            await heard.hearing.handler(heard.event, tx, now)
