"""The promise of the bus: what is heard is handled once, with patience, or set aside."""

import asyncio
from contextlib import suppress
from time import perf_counter
from typing import Any

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from pydantic import ValidationError

from shared.bus import replies
from shared.bus.hearing import Ear
from shared.bus.pull import LongPull
from shared.bus.saving import Heard, save
from shared.bus.topology import Durable
from shared.clock import Clock
from shared.db.database import Database
from shared.errors import Refused
from shared.log import log, write_lines
from shared.surroundings import nobodys_fault

RETRY_SECONDS = (1, 5, 30, 120)
"""Waits before the second to the fifth delivery; then the message is set aside."""

PAUSE_SECONDS = 1
"""Between tries while the database or the broker is in trouble."""

KILLS_AFTER = len(RETRY_SECONDS) + 4
"""A message delivered more often than retries can explain takes its process down with it."""


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

    async def run(self) -> None:
        """Hear until stopped; a batch that has begun is finished and acknowledged."""
        await self._pull.start()
        while messages := await self._pull.batch():
            await self._hear_in_the_end(messages)

    async def _hear_in_the_end(self, messages: list[Msg]) -> None:
        """Trouble of the surroundings is no message's fault: meanwhile all of them stay in hand.

        To give them back would count as a delivery each time and set them aside in the end.
        """
        while True:
            try:
                await self.hear(messages)
                return
            except Exception as trouble:
                if not nobodys_fault(trouble):
                    raise
                # The inbox knows what was saved; the rest is tried again.
                log.warning("hearing waits", consumer=self._durable.name, error=repr(trouble))
            with suppress(NatsError, OSError):
                await replies.still_in_hand(self._client, [*messages, *self._pull.arrived])
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
        for message in messages:
            try:
                heard = self._read(message)
            except (ValidationError, ValueError) as error:
                await replies.aside(self._client, message, self._durable.name, error)
                continue
            if heard is None:
                await replies.handled(self._client, [message])
            elif replies.deliveries(message) > KILLS_AFTER:
                killer = RuntimeError("takes its process down")
                await replies.aside(self._client, message, self._durable.name, killer)
            else:
                readable.append(heard)
        if readable:
            await self._handle(readable)

    def _read(self, message: Msg) -> Heard | None:
        """The event in a message; None for a type that this service does not listen to."""
        hearing = self._ear.hearings.get(_type_of(message.subject))
        if hearing is None:
            return None
        event = hearing.envelope.model_validate_json(message.data)
        if event.type != hearing.fact.type:
            raise ValueError(f"type {event.type} was published under {message.subject}")
        return Heard(message, event, hearing)

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
        await replies.handled(self._client, [heard.message for heard in batch])
        self._log(batch, fresh, started)

    async def _fail(self, heard: Heard, error: Exception) -> None:
        """Refused: aside at once. Anything else: again after a growing wait, then aside."""
        delivered = replies.deliveries(heard.message)
        if isinstance(error, Refused | ValidationError) or delivered > len(RETRY_SECONDS):
            await replies.aside(self._client, heard.message, self._durable.name, error)
            return
        wait = RETRY_SECONDS[delivered - 1]
        log.warning(
            "event will be tried again",
            consumer=self._durable.name,
            event_id=str(heard.event.id),
            complaint_id=str(heard.event.data.complaint_id),
            attempt=delivered,
            wait_seconds=wait,
            exc_info=error,
        )
        await replies.again(self._client, heard.message, wait)

    def _log(self, batch: list[Heard], fresh: set[Any], started: float) -> None:
        milliseconds = round((perf_counter() - started) * 1000 / len(batch), 2)
        write_lines(
            "event heard",
            (
                {
                    "type": heard.event.type,
                    "complaint_id": heard.event.data.complaint_id,
                    "event_id": heard.event.id,
                    "consumer": self._durable.name,
                    "outcome": "handled" if heard.event.id in fresh else "repeat",
                    "ms": milliseconds,
                }
                for heard in batch
            ),
        )


def _type_of(subject: str) -> str:
    """The event type of a subject: routing's carry the agency as their second token."""
    if subject.startswith("routing."):
        owner, _, rest = subject.split(".", 2)
        return f"{owner}.{rest}"
    return subject
