"""Publishes the outbox with a window of unanswered messages, and deletes what is stored."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from nats.aio.client import Client
from nats.aio.msg import Msg

from tests.bench.floor.wire import Pool

WINDOW = 512
DELETE_EVERY = 0.05  # seconds; longer makes the deletes fewer and the outbox longer


@dataclass(frozen=True, slots=True)
class Unsent:
    """One outbox row, handed over in memory after its commit."""

    position: int
    event_id: str
    subject: str
    body: bytes


@dataclass
class Relay:
    """What an answer with an error leaves in the outbox stays there: the floor has no sweeper."""

    client: Client
    pool: Pool
    table: str
    waiting: list[Unsent] = field(default_factory=list)
    stored: list[int] = field(default_factory=list)
    more: asyncio.Event = field(default_factory=asyncio.Event)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    window: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(WINDOW))
    inbox: str = ""

    def hand_over(self, rows: Iterable[Unsent]) -> None:
        self.waiting.extend(rows)
        self.more.set()

    async def run(self) -> None:
        self.inbox = self.client.new_inbox()
        await self.client.subscribe(f"{self.inbox}.*", cb=self._answer)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._send())
            tasks.create_task(self._delete())

    async def _send(self) -> None:
        while True:
            await self.more.wait()
            self.more.clear()
            rows, self.waiting = self.waiting, []
            for row in rows:
                await self.window.acquire()
                await self.client.publish(
                    row.subject,
                    row.body,
                    reply=f"{self.inbox}.{row.position}",
                    headers={"Nats-Msg-Id": row.event_id},
                )

    async def _answer(self, answer: Msg) -> None:
        self.window.release()
        if b'"error"' not in answer.data:
            self.stored.append(int(answer.subject.rpartition(".")[2]))
            self.answered.set()

    async def _delete(self) -> None:
        statement = f"DELETE FROM {self.table} WHERE position = ANY($1::bigint[])"
        while True:
            await self.answered.wait()
            await asyncio.sleep(DELETE_EVERY)
            self.answered.clear()
            positions, self.stored = self.stored, []
            await self.pool.execute(statement, positions)
