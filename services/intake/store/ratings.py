"""Closings of cases, and how content their reporters were with them."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.rating import HANDED_OVER, Closing
from services.intake.models import ProgressRow, RatingRow
from shared.db.transaction import Transaction, table_of

PROGRESS = table_of(ProgressRow)
RATINGS = table_of(RatingRow)


async def last_closing(connection: AsyncConnection, complaint_id: UUID) -> Closing | None:
    """None where the case is open, was opened again or was handed over."""
    ends = (
        select(PROGRESS)
        .where(PROGRESS.c.complaint_id == complaint_id, PROGRESS.c.step.in_(("closed", "reopened")))
        .order_by(PROGRESS.c.happened_at.desc(), PROGRESS.c.event_id.desc())
        .limit(1)
    )
    last = (await connection.execute(ends)).one_or_none()
    if last is None or last.step == "reopened" or last.detail == HANDED_OVER:
        return None
    rated = select(RATINGS.c.closing_id).where(RATINGS.c.closing_id == last.event_id)
    is_rated = (await connection.execute(rated)).one_or_none() is not None
    return Closing(last.event_id, last.happened_at, last.agency, is_rated)


def keep_rating(tx: Transaction, complaint_id: UUID, closing: Closing, score: int) -> None:
    """Nothing of whoever said it but the complaint that it is of."""
    tx.add(
        RatingRow,
        closing_id=closing.closing_id,
        complaint_id=complaint_id,
        score=score,
        recorded_at=tx.recorded,
    )
