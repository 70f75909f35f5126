"""A notebook on each database."""

from collections.abc import AsyncIterator

import pytest

from shared.db.database import Database
from tests.service.bus.notebook import InboxRow, Notebook, OutboxRow, Table


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url, OutboxRow, InboxRow)
    async with opened.plain_transaction() as connection:
        await connection.run_sync(Table.metadata.create_all)
    yield opened
    await opened.close()


@pytest.fixture(params=[False, True], ids=["adding", "in-transaction"])
def notebook(database: Database, request: pytest.FixtureRequest) -> Notebook:
    """With each kind of handler: one that only adds rows, one with statements of its own."""
    return Notebook(database, in_transaction=request.param)
