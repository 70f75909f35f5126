"""Everything that a stream keeps, from its beginning, for whoever makes read models anew."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from shared.bus.topology import Durable

AT_ONCE = 8_000
"""Messages in one request; the next is asked for before these are handled."""

FORGOTTEN_SECONDS = 60
"""After which the broker forgets a reader that has gone."""

SILENCE_SECONDS = 20


class Past:
    """The messages that were in a stream at one moment, page by page, acknowledging nothing."""

    def __init__(self, client: Client, durable: Durable) -> None:
        self._client = client
        self._durable = durable
        self._arrived: list[Msg] = []
        self._news = asyncio.Event()
        self._asked_for = 0
        self._name = ""
        self.count = 0
        """How many there were."""

    async def open(self) -> None:
        """Note how many messages there are now."""
        config = ConsumerConfig(
            ack_policy=AckPolicy.NONE,
            deliver_policy=DeliverPolicy.ALL,
            filter_subjects=list(self._durable.subjects),
            mem_storage=True,
            inactive_threshold=FORGOTTEN_SECONDS,
        )
        stream = self._client.jetstream()
        info = await stream.add_consumer(self._durable.stream, config)
        self._name, self.count = info.name, info.num_pending or 0

    async def pages(self) -> AsyncIterator[list[Msg]]:
        """All of them in the order of the stream; raises `TimeoutError` if the broker is silent."""
        inbox = self._client.new_inbox()
        heard = await self._client.subscribe(
            inbox, cb=self._take, pending_msgs_limit=-1, pending_bytes_limit=-1
        )
        missing = self.count
        try:
            while missing:
                await self._ask(inbox, missing)
                if not self._enough():
                    self._news.clear()
                    await asyncio.wait_for(self._news.wait(), SILENCE_SECONDS)
                page, self._arrived = self._arrived[:missing], []
                missing -= len(page)
                self._asked_for -= len(page)
                await self._ask(inbox, missing)
                yield page
        finally:
            await heard.unsubscribe()
            with suppress(NatsError, TimeoutError):
                await self._client.jetstream().delete_consumer(self._durable.stream, self._name)

    async def _take(self, message: Msg) -> None:
        if message.reply:  # else the broker says that a request has ended
            self._arrived.append(message)
            if self._enough():
                self._news.set()

    def _enough(self) -> bool:
        """Small pages would cost a commit each."""
        return len(self._arrived) >= min(self._asked_for, AT_ONCE // 2)

    async def _ask(self, inbox: str, missing: int) -> None:
        if self._asked_for >= min(missing, AT_ONCE):
            return
        batch = min(missing - self._asked_for, AT_ONCE)
        self._asked_for += batch
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{self._durable.stream}.{self._name}"
        request = {"batch": batch, "expires": SILENCE_SECONDS * 1_000_000_000}
        await self._client.publish(subject, json.dumps(request).encode(), reply=inbox)
