"""Trouble of the database is no event's fault, however long it lasts."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
from nats.aio.client import Client
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import create_async_engine

from deploy import dead_letters
from shared.beside import waiting_out
from shared.bus import consumer as consumer_module
from shared.bus.consumer import SUSPECT_AFTER
from shared.db.transaction import Transaction
from shared.surroundings import nobodys_fault
from shared.trace import described, trace
from tests.factories import an_accepted_complaint, an_event
from tests.postgres import named
from tests.service.bus.notebook import DURABLE, Notebook, publish
from tests.waiting import until

FAULTS: list[tuple[str, tuple[Any, ...]]] = [
    ("INSERT INTO names VALUES ('x'), ('x')", ()),
    ("INSERT INTO names VALUES (null)", ()),
    ("SELECT * FROM nowhere", ()),
]
FAULTS_ON_POSTGRESQL: list[tuple[str, tuple[Any, ...]]] = [
    ("INSERT INTO names VALUES ($1)", ("Siti\x00Rahma",)),
    ("INSERT INTO names VALUES ($1)", ("Siti\ud800Rahma",)),
    ("INSERT INTO names VALUES ($1)", ("Siti Rahma",)),
    ("SELECT $1::int", (2**40,)),
    ("SELECT $1::int", ("Siti Rahma",)),
]
MAKE = "CREATE TABLE IF NOT EXISTS names (name VARCHAR(5) PRIMARY KEY NOT NULL)"

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


async def _says(url: str, statement: str, values: tuple[Any, ...] = ()) -> DBAPIError:
    """What the database says to a statement that it does not take."""
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.exec_driver_sql(MAKE)
            with pytest.raises(DBAPIError) as said:
                await connection.exec_driver_sql(statement, values)
            await connection.rollback()
    finally:
        await engine.dispose()
    return said.value


async def test_what_is_wrong_with_the_content_is_not_waited_for(database_url: str) -> None:
    statements = [*FAULTS, *(FAULTS_ON_POSTGRESQL if "postgresql" in database_url else ())]
    if "sqlite" in database_url:
        statements.pop(2)  # it says of a table that is not there what it says of itself
    for statement, values in statements:
        error = await _says(database_url, statement, values)
        assert not nobodys_fault(error), statement
        with pytest.raises(DBAPIError), waiting_out("nothing"):
            raise error
        assert "Siti" not in described(error) + trace(error)


def test_trouble_of_the_surroundings_is_waited_out() -> None:
    for trouble in (OperationalError("", {}, OSError("gone")), TimeoutError(), OSError("gone")):
        with waiting_out("something"):
            raise trouble


async def test_a_connection_that_the_server_ends_is_nobodys_fault(postgres_url: str) -> None:
    url = named(postgres_url, "postgres")
    ended = await _says(url, "SELECT pg_terminate_backend(pg_backend_pid())")
    assert nobodys_fault(ended)
