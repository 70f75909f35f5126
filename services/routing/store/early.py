"""News of a complaint whose case is not opened yet: kept until it is."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.deeds import Join, Withdraw
from services.routing.models import EarlyRow
from services.routing.store.cases import CASES
from shared.db.transaction import Transaction, table_of

EARLY = table_of(EarlyRow)

TIMELY = (
    select(EARLY)
    .join(CASES, CASES.c.complaint_id == EARLY.c.complaint_id)
    .order_by(EARLY.c.at, EARLY.c.event_id)
)
"""What waits no more: its case has been opened."""


def keep_early(tx: Transaction, event_id: UUID, complaint_id: UUID, deed: Withdraw | Join) -> None:
    tx.add(
        EarlyRow,
        event_id=event_id,
        complaint_id=complaint_id,
        deed=deed.deed,
        incident=deed.incident if isinstance(deed, Join) else None,
        at=deed.at,
        recorded_at=tx.recorded,
    )


async def timely_complaints(
    connection: AsyncConnection, limit: int, *, without: Collection[UUID] = ()
) -> list[UUID]:
    """Whose news wait no more. It costs an idle timer nothing: mostly the table is empty."""
    query = TIMELY.where(EARLY.c.complaint_id.not_in(without)).limit(limit)
    rows = await connection.execute(query)
    return list(dict.fromkeys(row.complaint_id for row in rows))


async def timely(tx: Transaction, complaint_ids: Collection[UUID]) -> Sequence[Any]:
    """In the order in which they happened; what another process holds is passed over."""
    query = TIMELY.where(EARLY.c.complaint_id.in_(complaint_ids))
    return (await tx.connection.execute(query.with_for_update(of=EARLY, skip_locked=True))).all()


async def forget_early(tx: Transaction, event_ids: Sequence[UUID]) -> None:
    await tx.connection.execute(delete(EARLY).where(EARLY.c.event_id.in_(event_ids)))
