"""One service at the broker: its connection, its relay and a consumer for each stream it hears."""

import asyncio
import os
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from nats.aio.client import Client

from shared.bus import measures
from shared.bus.consumer import Consumer
from shared.bus.headers import read_them_late
from shared.bus.hearing import Ear
from shared.bus.relay import Relay
from shared.bus.topology import DURABLES
from shared.clock import Clock
from shared.db.database import Database
from shared.ending import LOST_FOR_GOOD, ended
from shared.events.base import Fact
from shared.log import log
from shared.settings import ServiceSettings

STOP_SECONDS = 15


class Bus:
    """Connects in the background, so that a service that can wait for the broker does."""

    def __init__(
        self,
        settings: ServiceSettings,
        ear: Ear,
        announces: Sequence[type[Fact]],
        *,
        database: Database,
        clock: Clock,
    ) -> None:
        self._database = database
        self._consumers: list[Consumer] = []
        self._connecting: asyncio.Task[None] | None = None
        self._relaying: asyncio.Task[None] | None = None
        self._hearing: list[asyncio.Task[None]] = []
        self._relay: Relay | None = None
        self.ear = ear
        self._clock = clock
        self.announces = announces
        self._client = Client()
        self._settings = settings
        self._stopping = False

    @property
    def connected(self) -> bool:
        return self._relay is not None and self._client.is_connected

    async def start(self) -> None:
        """Begin; the connection is made when the broker is there."""
        measures.begin(self.ear.service)
        self._connecting = self._watched(self._connect())

    async def _connect(self) -> None:
        client, settings = self._client, self._settings
        read_them_late(client)
        await client.connect(
            settings.nats_url,
            name=settings.service,
            user_credentials=str(settings.nats_creds),
            inbox_prefix=f"_INBOX_{settings.service}",
            skip_subject_validation=True,  # ours are declared, the others come from the broker
            max_reconnect_attempts=-1,  # giving up would freeze the event loop
            reconnect_time_wait=0.2,  # type: ignore[arg-type]  # seconds; the client takes fractions
            ping_interval=10,
            max_outstanding_pings=2,
            connect_timeout=2,
            error_cb=_waited_out,
            closed_cb=self._closed,
            reconnected_cb=self._reconnected,
        )
        self._relay = Relay(self._database, client, scaled_out=settings.scaled_out)
        if self.announces:
            self._database.hand_over = self._relay.offer
            self._relaying = self._watched(self._relay.run())
        for durable in DURABLES:
            if durable.service != self.ear.service:
                continue
            consumer = Consumer(
                durable, self.ear, client=client, database=self._database, clock=self._clock
            )
            self._consumers.append(consumer)
            self._hearing.append(self._watched(consumer.run()))

    def _watched(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """A loop that ends by an error is a bug: better no process than a deaf one."""
        task = asyncio.create_task(work)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            log.error("a loop of the bus ended", exc_info=error)
            os._exit(LOST_FOR_GOOD)

    async def _reconnected(self) -> None:
        for consumer in self._consumers:
            consumer.connection_was_remade()

    async def _closed(self) -> None:
        if not self._stopping:
            os._exit(LOST_FOR_GOOD)

    async def stop(self) -> None:
        """Finish and acknowledge what has begun, then leave."""
        self._stopping = True
        if self._connecting:
            self._connecting.cancel()
        for consumer in self._consumers:
            consumer.stop()
        if self._hearing:
            await asyncio.wait(self._hearing, timeout=STOP_SECONDS)
        await ended(t for t in (self._connecting, self._relaying, *self._hearing) if t)
        if self._relay:
            with suppress(Exception):  # the broker may be gone first; nothing is lost by that
                await self._client.drain()

    async def oldest_unsent(self) -> datetime | None:
        """When the oldest event was saved that the broker does not have."""
        relay = self._relay or Relay(self._database, self._client)
        return await relay.oldest_unsent()

    async def measure(self) -> None:
        """Bring what Prometheus is told of the broker up to date."""
        await measures.look(self._client, self.ear.service)


async def _waited_out(_: Exception) -> None:
    """The client tries again by itself; readiness tells of it, and a stack trace a try does not."""
