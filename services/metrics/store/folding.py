"""Folding counts into the roll-ups, many at a time: a row of theirs then costs one write a fold
instead of one an event."""

from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.tallies import BETWEEN_AGENCIES, NOBODY
from services.metrics.models import RollupRow, TallyRow
from services.metrics.store.places import EVERYWHERE, PLACES, Place, of_agencies, within
from shared.db.database import Database
from shared.db.transaction import table_of

FOLD_LIMIT = 10_000
"""Tallies in one fold: half a second's work, for on SQLite nothing else is written meanwhile."""

ONE_FOLDS = 0x6E61_7261_666F_6C64
"""The advisory lock of the one instance that folds; two at once would only repeat each other."""

TALLIES = table_of(TallyRow)
ROLLUPS = table_of(RollupRow)


async def fold(database: Database, limit: int = FOLD_LIMIT) -> int:
    """Move the oldest tallies into the roll-ups; answers how many.

    All statements see one state of the tallies: what is committed meanwhile is neither folded nor
    deleted. Readers see each count in one place or the other, never in both.
    """
    async with database.plain_transaction() as connection:
        if not await _may_fold(connection):
            return 0
        oldest = sa.select(TALLIES.c.heard_at).order_by(TALLIES.c.heard_at).limit(limit)
        until = await connection.scalar(sa.select(sa.func.max(oldest.subquery().c.heard_at)))
        if until is None:
            return 0
        await connection.execute(_fold(connection.dialect.name), {"until": until})
        folded = await connection.execute(_forget(), {"until": until})
    return folded.rowcount


async def _may_fold(connection: AsyncConnection) -> bool:
    if connection.dialect.name != "postgresql":
        return True
    await connection.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    return bool(await connection.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(ONE_FOLDS))))
