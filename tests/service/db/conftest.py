"""A database with the notebook's tables, on each kind of server."""

from collections.abc import AsyncIterator

import pytest

from shared.db.database import Database
from tests.service.bus.notebook import InboxRow, OutboxRow, Table


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url, OutboxRow, InboxRow)
    async with opened.plain_transaction() as connection:
        await connection.run_sync(Table.metadata.create_all)
    yield opened
    await opened.close()
