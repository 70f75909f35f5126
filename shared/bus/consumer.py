"""The promise of the bus: what is heard is handled once, with patience, or set aside."""

import asyncio
import random
from collections import Counter
from contextlib import suppress
from time import perf_counter
from typing import Any
from uuid import UUID

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from pydantic import ValidationError

from shared.bus import replies
from shared.bus.hearing import Ear
from shared.bus.pull import LongPull
from shared.bus.reading import read
from shared.bus.saving import Heard, save
from shared.bus.topology import Durable
from shared.clock import Clock
from shared.db.database import Database
from shared.errors import Refused
from shared.log import log, write_lines
from shared.surroundings import nobodys_fault
from shared.trace import described

RETRY_SECONDS = (1, 5, 30, 120)
"""Waits before the second to the fifth delivery; then the message is set aside."""

PAUSE_SECONDS = 1
"""Between tries while the database or the broker is in trouble."""

SUSPECT_AFTER = len(RETRY_SECONDS) + 4
"""A message delivered more often than retries explain may be what takes its process down: it is
handled alone, after the others; beyond twice this it is set aside untried."""


class Consumer:
    """One durable's loop: pull what has arrived, handle it in one transaction, acknowledge."""

    def __init__(
        self, durable: Durable, ear: Ear, *, client: Client, database: Database, clock: Clock
    ) -> None:
        self._durable = durable
        self._ear = ear
        self._client = client
        self._database = database
        self._clock = clock
        self._pull = LongPull(client, durable.stream, durable.name)
        self._in_hand: dict[str, Msg] = {}
        self._failures: Counter[UUID] = Counter()

    async def run(self) -> None:
        """Hear until stopped; a batch that has begun is finished and acknowledged."""
        await self._pull.start()
        while messages := await self._pull.batch():
            await self._hear_in_the_end(messages)
            messages.clear()  # or they would be kept while the next ones are waited for
        await self._pull.give_back()

    async def _hear_in_the_end(self, messages: list[Msg]) -> None:
        """Trouble of the surroundings is no message's fault: meanwhile all of them stay in hand.

        To give them back would count as a delivery each time and set them aside in the end.
        """
        self._in_hand = {message.reply: message for message in messages}
        while True:
            try:
                await self.hear(list(self._in_hand.values()))
                return
            except Exception as trouble:
                if not nobodys_fault(trouble):
                    raise
                # The inbox knows what was saved; the rest is tried again.
                log.warning("hearing waits", consumer=self._durable.name, error=described(trouble))
            with suppress(NatsError, OSError):
                held = [*self._in_hand.values(), *self._pull.arrived]
                await replies.still_in_hand(self._client, held)
            if self._pull.stopped:
                return
            await asyncio.sleep(PAUSE_SECONDS)

    def stop(self) -> None:
        self._pull.stop()

    def connection_was_remade(self) -> None:
        self._pull.ask_again()

    async def hear(self, messages: list[Msg]) -> None:
        """Handle messages in stream order and answer each of them."""
        readable: list[Heard] = []
        suspects: list[Heard] = []
        for message in messages:
            try:
                heard = read(self._ear, message)
            except (ValidationError, ValueError) as error:
                await self._set_aside(message, error)
                continue
            delivered = replies.deliveries(message)
            if heard is None:
                await self._acknowledge([message])
            elif delivered > 2 * SUSPECT_AFTER:
                await self._set_aside(message, RuntimeError("takes its process down"), heard)
            else:
                (suspects if delivered > SUSPECT_AFTER else readable).append(heard)
        if readable:
            await self._handle(readable)
        # In any order but the same: those behind the culprit must have their turn too.
        for heard in random.sample(suspects, len(suspects)):
            await self._handle([heard])

    async def _handle(self, batch: list[Heard]) -> None:
        """One transaction for all; if it fails, halves, until the one at fault stands alone."""
        started = perf_counter()
        try:
            fresh = await save(self._database, batch, self._clock())
        except Exception as error:
            if nobodys_fault(error):
                raise
            if len(batch) == 1:
                await self._fail(batch[0], error)
                return
            middle = len(batch) // 2
            await self._handle(batch[:middle])
            await self._handle(batch[middle:])
            return
        await self._acknowledge([heard.message for heard in batch])
        for heard in batch if self._failures else ():
            self._failures.pop(heard.event.id, None)
        self._log(batch, fresh, started)

    async def _fail(self, heard: Heard, error: Exception) -> None:
        """Refused: aside at once. Anything else: again after a growing wait, then aside."""
        event_id = heard.event.id
        tried = self._failures[event_id]
        if isinstance(error, Refused | ValidationError) or tried >= len(RETRY_SECONDS):
            self._failures.pop(event_id, None)
            await self._set_aside(heard.message, error, heard)
            return
        self._failures[event_id] += 1
        wait = RETRY_SECONDS[tried]
        log.warning(
            "event will be tried again",
            consumer=self._durable.name,
            event_id=str(heard.event.id),
            complaint_id=str(heard.event.data.complaint),
            attempt=tried + 1,
            wait_seconds=wait,
            exc_info=error,
        )
        await replies.again(self._client, heard.message, wait)
        self._in_hand.pop(heard.message.reply, None)

    async def _acknowledge(self, messages: list[Msg]) -> None:
        await replies.handled(self._client, messages)
        for message in messages:
            self._in_hand.pop(message.reply, None)

    async def _set_aside(self, message: Msg, error: Exception, heard: Heard | None = None) -> None:
        await replies.aside(self._client, message, self._durable.name, error, heard)
        self._in_hand.pop(message.reply, None)

    def _log(self, batch: list[Heard], fresh: set[Any], started: float) -> None:
        milliseconds = round((perf_counter() - started) * 1000 / len(batch), 2)
        all_new = len(fresh) == len(batch)
        write_lines(
            "event heard",
            (
                {
                    "type": heard.event.type,
                    "complaint_id": heard.event.data.complaint,
                    "event_id": heard.event.id,
                    "consumer": self._durable.name,
                    "outcome": "handled" if all_new or heard.event.id in fresh else "repeat",
                    "ms": milliseconds,
                }
                for heard in batch
            ),
        )
