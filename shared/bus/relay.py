"""The only way out: what a transaction saved in the outbox reaches the broker, in order."""

import asyncio
from contextlib import suppress
from datetime import datetime
from time import monotonic
from uuid import UUID

from nats.aio.client import Client
from sqlalchemy import func, select

from shared.bus.leader import Leadership
from shared.bus.publish import BATCH_LIMIT, NotStored, publish_all
from shared.bus.pull import BUSY_FROM, LINGER_SECONDS
from shared.db.database import Database
from shared.db.transaction import Announcement
from shared.log import log
from shared.surroundings import nobodys_fault
from shared.trace import described

SWEEP_SECONDS = 0.5
"""How often the table is read for what another process saved or a crash left behind."""

FORGET_SECONDS = 0.1
"""Of rest after which the table is told what was sent, if nothing was saved meanwhile."""

LOOK_SECONDS = 5.0
"""The same for a relay that never rests."""

HANDED_OVER_LIMIT = 5_000
"""Beyond this the table is the only memory: a broker that is down must not fill ours."""


class Relay:
    """Sends what was committed and deletes it once the broker has it.

    A crash between the two repeats an event under the same id; none is lost. One relay a service
    is active at a time, for order; the others wait for its place. Committed events are handed
    over in memory, so that at low load nobody waits for a look into the table; where several
    processes share the table (`scaled_out`) only the table knows the order.
    """

    def __init__(self, database: Database, client: Client, *, scaled_out: bool = False) -> None:
        self._database = database
        self._client = client
        self._outbox = database.outbox
        self._scaled_out = scaled_out
        self._waiting: list[Announcement] = []
        self._read: set[UUID] = set()
        """What the last look into the table found: its offer may still be on its way."""
        self._table_first = True
        self._look_by = 0.0
        self._woken = asyncio.Event()

    def offer(self, announced: list[Announcement]) -> None:
        """Take what was just committed; never blocks and never fails."""
        if len(self._waiting) + len(announced) > HANDED_OVER_LIMIT:
            self._read_table_first()
        else:
            self._waiting.extend(self._unread(announced))
        self._woken.set()

    def _unread(self, announced: list[Announcement]) -> list[Announcement]:
        if not self._read:
            return announced
        return [one for one in announced if one.event_id not in self._read]

    async def run(self) -> None:
        """Relay until cancelled."""
        async with Leadership(self._database.url, "relay") as leadership:
            while True:
                if not await leadership.held():
                    self._read_table_first()  # by then; now the active relay finds these rows
                    await asyncio.sleep(SWEEP_SECONDS)
                    continue
                try:
                    if not await self._send():
                        await self._rest()
                except Exception as trouble:
                    if not (isinstance(trouble, NotStored) or nobodys_fault(trouble)):
                        raise
                    log.warning("relay waits", error=described(trouble))
                    self._read_table_first()
                    await asyncio.sleep(SWEEP_SECONDS)

    def _read_table_first(self) -> None:
        self._waiting.clear()
        self._table_first = True

    async def _rest(self) -> None:
        if await self._is_woken_within(FORGET_SECONDS):
            return
        await self._database.forget_now()
        if not await self._is_woken_within(SWEEP_SECONDS):
            self._table_first = True  # look for what others saved or a crash left

    async def _is_woken_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                return await self._woken.wait()
        return False

    async def _send(self) -> int:
        """Send one batch; answers how many events it was."""
        self._woken.clear()
        if self._table_first or monotonic() > self._look_by:
            events = await self._look()
        else:
            events, self._waiting = self._waiting[:BATCH_LIMIT], self._waiting[BATCH_LIMIT:]
        if events:
            await publish_all(self._client, events)
            await self._database.forget([event.event_id for event in events])
        if len(events) >= BUSY_FROM and len(self._waiting) < BATCH_LIMIT:
            await asyncio.sleep(LINGER_SECONDS)
        return len(events)

    async def _look(self) -> list[Announcement]:
        """The oldest of the table. If that was all, what is offered from now on suffices.

        What was committed before the look is in it; what was committed later is offered later, or
        was offered meanwhile and is waiting.
        """
        await self._database.forget_now()
        self._waiting.clear()
        self._table_first = False  # unless more is offered meanwhile than can be kept
        self._look_by = monotonic() + LOOK_SECONDS
        found = await self._saved(BATCH_LIMIT + 1)
        self._read = {one.event_id for one in found}
        self._waiting = self._unread(self._waiting)
        if len(found) > BATCH_LIMIT or self._scaled_out:
            self._table_first = True
        return found[:BATCH_LIMIT]

    async def _saved(self, limit: int) -> list[Announcement]:
        table = self._outbox
        oldest = select(table).order_by(table.c.event_id).limit(limit)
        async with self._database.reading() as connection:
            rows = (await connection.execute(oldest)).all()
        return [Announcement(row.event_id, row.subject, row.body.encode()) for row in rows]

    async def oldest_unsent(self) -> datetime | None:
        """When the oldest event was saved that the broker does not have yet."""
        async with self._database.reading() as connection:
            oldest = select(func.min(self._outbox.c.recorded_at))
            when: datetime | None = (await connection.execute(oldest)).scalar()
        return when
