"""Makes the read models anew from what the streams keep, while the service runs."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from nats.aio.client import Client
from nats.aio.msg import Msg
from pydantic import ValidationError

from services.metrics.handlers import ear
from services.metrics.store import rebuilt
from shared.bus.leader import Leadership
from shared.bus.past import Past
from shared.bus.reading import read
from shared.bus.topology import DURABLES
from shared.clock import Clock
from shared.db.columns import Values
from shared.db.database import Database
from shared.db.transaction import Transaction
from shared.errors import Refused

OVERLAP = timedelta(hours=1)
"""What was heard this long before the beginning is looked at as well: clocks of two machines."""

Tell = Callable[[int, int], None]
"""How many events are done, of how many."""


class AtWork(Refused):
    """Somebody rebuilds already."""

    code = "rebuilding"


@dataclass
class _Rows(Transaction):
    """Takes from handlers the facts alone: their sums are made of all facts at once."""

    rows: dict[type[Any], list[Values]] = field(default_factory=dict)

    def add(self, row: type[Any], **values: Any) -> None:
        self.rows.setdefault(row, []).append(values)

    def add_up(self, row: type[Any], key: tuple[Any, ...], *amounts: int) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rebuilding has read."""

    events: int
    unreadable: int


async def rebuild(database: Database, client: Client, clock: Clock, tell: Tell) -> Outcome:
    """Read all streams into new tables, add up, and put them in the place of the old ones."""
    async with Leadership(database.url, "rebuild") as only_one:
        if not await only_one.held():
            raise AtWork("the read models are being rebuilt already")
        began = clock()
        await rebuilt.begin(database)
        pasts = [Past(client, durable) for durable in DURABLES if durable.service == ear.service]
        for past in pasts:
            await past.open()
        outcome = await _copy(database, pasts, began, tell)
        await rebuilt.add_up(database)
        await rebuilt.swap(database, began - OVERLAP, clock())
        return outcome


async def _copy(database: Database, pasts: Sequence[Past], began: datetime, tell: Tell) -> Outcome:
    """All facts; while the database writes some, the next are read."""
    total, done, unreadable = sum(past.count for past in pasts), 0, 0
    writing: asyncio.Task[None] | None = None
    async with asyncio.TaskGroup() as group:
        for past in pasts:
            async for page in past.pages():
                taken, wrong = await _facts(database, page, began)
                unreadable += wrong
                if writing is not None:
                    await writing
                writing = group.create_task(rebuilt.write(database, taken))
                done += len(page)
                tell(done, total)
    return Outcome(total, unreadable)


async def _facts(
    database: Database, page: Sequence[Msg], now: datetime
) -> tuple[dict[type[Any], list[Values]], int]:
    """The facts of some messages, and how many could not be read: those were set aside."""
    taken = _Rows(None, database.outbox, now)  # type: ignore[arg-type]  # no handler here reads
    unreadable = 0
    for message in page:
        try:
            heard = read(ear, message)
        except (ValidationError, ValueError):
            unreadable += 1
            continue
        if heard is not None:
            await heard.hearing.handler(heard.event, taken, now)
    return taken.rows, unreadable
