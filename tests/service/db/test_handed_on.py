"""Databases that tests hand on to each other tell nothing of whoever had them before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

import asyncpg
import pytest

from services.notifications.models import MessageRow
from shared.db.transaction import table_of
from tests.databases import Databases

OUTBOX = "outbox (event_id, subject, body, recorded_at)"
ROW = f"INSERT INTO {OUTBOX} VALUES (gen_random_uuid(), 'a', 'b', now())"


@pytest.mark.parametrize(
    ("deed", "is_handed_on"),
    [
        (ROW, True),
        (f"ALTER TABLE {table_of(MessageRow).name} ADD COLUMN another integer", False),
        ("CREATE INDEX another ON outbox (subject)", False),
        ("ALTER TABLE outbox ALTER COLUMN subject SET DEFAULT 'b'", False),
        ("CREATE TABLE another (one integer)", False),
        ("CREATE SEQUENCE another", False),
        ("UPDATE alembic_version SET version_num = '0'", False),
    ],
)
async def test_the_next_finds_it_as_if_it_were_new(
    databases: Databases, deed: str, is_handed_on: bool
) -> None:
    async with handed_on(databases) as url:
        left_open = await connected(url)
        await left_open.execute(deed)
    async with handed_on(databases) as of_the_next:
        assert (of_the_next == url) is is_handed_on
        connection = await connected(of_the_next)
        assert await connection.fetchval("SELECT count(*) FROM outbox") == 0
        await connection.close()
    assert left_open.is_closed()


@asynccontextmanager
async def handed_on(databases: Databases) -> AsyncIterator[str]:
    """In a thread, since it runs a loop of its own."""
    with ExitStack() as stack:
        lent = databases.handed_on("notifications")
        yield await asyncio.to_thread(stack.enter_context, lent)


async def connected(url: str) -> asyncpg.Connection:
    return await asyncpg.connect(url.replace("+asyncpg", ""))
