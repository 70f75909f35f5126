"""A long pull: a batch is whatever has arrived, one message when idle and hundreds under load."""

import asyncio
import json
from contextlib import suppress

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from shared.bus import replies

BATCH_LIMIT = 500
BUSY_FROM = 5
LINGER_SECONDS = 0.02
"""After a batch of BUSY_FROM or more, the next one may wait this long for company: a commit costs
the same for one message as for fifty. Whoever comes alone never waits."""

EXPIRES_SECONDS = 5
"""A pull request that found nothing ends after this long and is made again."""

LOST_AFTER_SECONDS = EXPIRES_SECONDS + 2
"""Silence longer than an answer can take means that the request was lost with its connection."""


class LongPull:
    """Keeps enough requests open at one durable that messages arrive as soon as they exist."""

    def __init__(self, client: Client, stream: str, durable: str) -> None:
        self._client = client
        self._subject = f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{durable}"
        self._request = json.dumps(
            {"batch": BATCH_LIMIT, "expires": EXPIRES_SECONDS * 1_000_000_000}
        ).encode()
        self.arrived: list[Msg] = []
        """What waits for its turn."""
        self._news = asyncio.Event()
        self._asked_for = 0
        self._open_requests = 0
        self.stopped = False
        self._last_size = 0

    async def start(self) -> None:
        self._inbox = self._client.new_inbox()
        self._subscription = await self._client.subscribe(
            self._inbox, cb=self._on_message, pending_msgs_limit=-1, pending_bytes_limit=-1
        )

    def stop(self) -> None:
        """No more batches."""
        self.stopped = True
        self._news.set()

    async def give_back(self) -> None:
        """What had arrived and had no turn is delivered again at once, to whoever hears next.

        If the broker is away it comes after the ack wait, as what a killed process had.
        """
        if not self._client.is_connected:
            return
        with suppress(NatsError, OSError):
            # What is on its way arrives, and no more.
            await self._subscription.drain()  # type: ignore[no-untyped-call]
            await replies.back(self._client, self.arrived)

    async def _on_message(self, message: Msg) -> None:
        if message.reply:
            self._asked_for -= 1
            self.arrived.append(message)
        else:  # a status: that request has ended
            self._open_requests = max(0, self._open_requests - 1)
            if not self._open_requests:
                self._asked_for = 0
        self._news.set()

    async def batch(self) -> list[Msg]:
        """Wait for messages: at most BATCH_LIMIT, in the order of the stream; none once stopped."""
        while not self.arrived and not self.stopped:
            self._news.clear()  # before asking: what arrives meanwhile is news
            await self._ask()
            try:
                async with asyncio.timeout(LOST_AFTER_SECONDS):
                    await self._news.wait()
            except TimeoutError:
                self._open_requests = self._asked_for = 0
        if self._last_size >= BUSY_FROM and len(self.arrived) < BATCH_LIMIT:
            await asyncio.sleep(LINGER_SECONDS)
        if self.stopped:
            return []
        taken, self.arrived = self.arrived[:BATCH_LIMIT], self.arrived[BATCH_LIMIT:]
        self._last_size = len(taken)
        await self._ask()
        return taken

    def ask_again(self) -> None:
        """The connection was made anew: requests of the old one are gone."""
        self._open_requests = self._asked_for = 0
        self._news.set()

    async def _ask(self) -> None:
        if self._open_requests == 0 or self._asked_for < BATCH_LIMIT // 2:
            self._open_requests += 1
            self._asked_for += BATCH_LIMIT
            await self._client.publish(self._subject, self._request, reply=self._inbox)
