"""Feeds a step with whatever has arrived, and acknowledges after the step has committed."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

import orjson
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig

from tests.bench.floor.wire import STREAM

BATCH = 500
LINGER = 0.01  # seconds, for a fuller batch; only when the last one was not tiny
TINY = 4
REQUEST = orjson.dumps({"batch": BATCH, "expires": 30_000_000_000})

Step = Callable[[Sequence[bytes]], Awaitable[None]]


class LongPull:
    """Keeps up to two pull requests open, so that the server never waits for us to ask."""

    def __init__(self, client: Client, durable: str, linger: float = LINGER) -> None:
        self.client = client
        self.linger = linger
        self.durable = durable
        self.inbox = client.new_inbox()
        self.arrived: deque[Msg] = deque()
        self.anything = asyncio.Event()
        self.asked = 0  # messages that the open requests may still deliver

    async def run(self, subject: str, step: Step) -> None:
        await self.client.jetstream().add_consumer(
            STREAM,
            ConsumerConfig(
                durable_name=self.durable,
                filter_subject=subject,
                ack_policy=AckPolicy.EXPLICIT,
                max_ack_pending=20_000,
            ),
        )
        await self.client.subscribe(
            self.inbox, cb=self._arrive, pending_msgs_limit=-1, pending_bytes_limit=-1
        )
        size = 0
        while True:
            await self._ask()
            batch = await self._batch(self.linger if size > TINY else 0.0)
            size = len(batch)
            if size:
                await step([message.data for message in batch])
            for message in batch:
                await self.client.publish(message.reply, b"+ACK")

    async def _ask(self) -> None:
        if self.asked < BATCH:
            subject = f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{self.durable}"
            await self.client.publish(subject, REQUEST, reply=self.inbox)
            self.asked += BATCH

    async def _batch(self, linger: float) -> list[Msg]:
        if not self.arrived:
            await self.anything.wait()
        if linger and len(self.arrived) < BATCH:
            await asyncio.sleep(linger)
        self.anything.clear()
        batch = [self.arrived.popleft() for _ in range(min(BATCH, len(self.arrived)))]
        self.asked -= len(batch)
        return batch

    async def _arrive(self, message: Msg) -> None:
        if message.reply:
            self.arrived.append(message)
        else:  # a request has ended and says how much of it was left
            left = (message.headers or {}).get("Nats-Pending-Messages", "0")
            self.asked -= int(left)
        self.anything.set()
