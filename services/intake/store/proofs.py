"""Notices that have reached their reporters, until the clocks that they move are moved."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.models import ProofRow
from shared.db.transaction import table_of

PROOFS = table_of(ProofRow)


async def proofs(
    connection: AsyncConnection, now: datetime, limit: int, *, without: Collection[UUID] = ()
) -> Sequence[Any]:
    """The oldest first, so that the first proof of a notice counts.

    One from a machine whose clock runs ahead of ours waits until its moment has come here too.
    """
    query = (
        select(PROOFS)
        .where(PROOFS.c.delivered_at <= now, PROOFS.c.complaint_id.not_in(without))
        .order_by(PROOFS.c.delivered_at, PROOFS.c.event_id)
        .limit(limit)
    )
    return (await connection.execute(query)).all()


async def forget_proofs(connection: AsyncConnection, event_ids: Collection[UUID]) -> None:
    """They have done what they can do; that they were heard is in the inbox."""
    await connection.execute(delete(PROOFS).where(PROOFS.c.event_id.in_(event_ids)))
