"""Trouble of the database is no event's fault, however long it lasts."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime

import pytest
from nats.aio.client import Client

from deploy import dead_letters
from shared.bus import consumer as consumer_module
from shared.bus.consumer import SUSPECT_AFTER
from shared.db.transaction import Transaction
from tests.factories import an_accepted_complaint, an_event
from tests.service.bus.notebook import DURABLE, Notebook, publish
from tests.waiting import until

Way = Callable[[datetime], AbstractAsyncContextManager[Transaction]]


async def test_an_outage_of_the_database_sets_nothing_aside(
    notebook: Notebook, operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer_module, "PAUSE_SECONDS", 0.02)
    tries = 0

    def patient(way: Way) -> Way:
        @asynccontextmanager
        async def away_for_long(recorded: datetime) -> AsyncIterator[Transaction]:
            nonlocal tries
            tries += 1
            if tries < 3 * SUSPECT_AFTER:
                raise ConnectionRefusedError("the database is away")
            async with way(recorded) as tx:
                yield tx

        return away_for_long

    for name in ("transaction", "saving"):
        monkeypatch.setattr(notebook.database, name, patient(getattr(notebook.database, name)))
    events = [an_event(an_accepted_complaint()) for _ in range(5)]
    for event in events:
        await publish(operator, event)

    async def all_noted() -> bool:
        return await notebook.count() == len(events)

    async with notebook.hearing(operator):
        await until(all_noted)
    assert await notebook.noted() == [event.data.complaint_id for event in events]
    assert tries >= 3 * SUSPECT_AFTER
    assert await dead_letters.read_all(operator) == []
    info = await operator.jetstream().consumer_info(DURABLE.stream, DURABLE.name)
    assert info.num_redelivered == 0
