"""Batches that came with a key, so that one sent again answers as the first time."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.models import BatchRow
from shared.db.bulk import insert_new
from shared.db.transaction import table_of

BATCHES = table_of(BatchRow)


async def begin_batch(
    connection: AsyncConnection, key: str, request_digest: bytes, now: datetime
) -> Any:
    """The batch of this key, with columns of `batches`: an earlier one, or from now on this one."""
    row = {
        "idempotency_key": key,
        "request_digest": request_digest,
        "answer": None,
        "recorded_at": now,
    }
    await insert_new(connection, BATCHES, "idempotency_key", [row])
    query = select(BATCHES).where(BATCHES.c.idempotency_key == key)
    return (await connection.execute(query)).one()


async def end_batch(connection: AsyncConnection, key: str, answer: str) -> None:
    """Keep what was answered."""
    ended = update(BATCHES).where(BATCHES.c.idempotency_key == key)
    await connection.execute(ended.values(answer=answer))
