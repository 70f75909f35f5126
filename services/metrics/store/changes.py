"""A number that grows whenever something is counted: the same number means the same figures.

Each process adds to a row of its own, so none waits for another. Commits become visible one after
the other, to all readers alike: so no two states of the figures have the same sum. It grows by
chance, so a database that is put back does not come to a sum that stood for other figures.
"""

import random
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.models import ChangeRow
from shared.db.bulk import insert_all
from shared.db.transaction import Transaction, table_of
from shared.db.upsert import adding_up
from shared.ids import new_id

PROCESS: Final = new_id().hex
CHANGES = table_of(ChangeRow)
BITS: Final = 30
"""Of what is added: eight billion commits fit into the number."""
SUM = sa.select(sa.func.coalesce(sa.func.sum(CHANGES.c.number), 0))


def note_change(tx: Transaction) -> None:
    """With what this transaction counts, all answers may change."""
    tx.add_up(ChangeRow, (PROCESS,), _some())


async def change_all(connection: AsyncConnection) -> None:
    """The figures are others, whatever was counted."""
    await insert_all(connection, [adding_up(CHANGES, {(PROCESS,): [_some()]})])


def _some() -> int:
    return 1 + random.getrandbits(BITS)


async def changes(connection: AsyncConnection) -> int:
    """The number of the figures as they stand; it only grows."""
    return int((await connection.execute(SUM)).scalar_one())
