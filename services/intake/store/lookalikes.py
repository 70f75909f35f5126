"""Finding complaints that may be about the same; the words are opened here and go nowhere."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.duplicates import Candidate
from services.intake.models import WAITING, CandidateRow
from services.intake.store.verification import COMPLAINTS, REPORTERS, VERIFICATIONS
from shared.db.transaction import Transaction

WINDOW = 2_500
"""Complaints filed before and after one that are looked through, however many there are."""


async def neighbours(connection: AsyncConnection, row: Any) -> Sequence[Any]:
    """Complaints of the same office that came in about then, on the same agency or sector."""
    ids, own = COMPLAINTS.c.complaint_id, row.complaint_id
    before = select(ids).where(ids < own).order_by(ids.desc()).limit(WINDOW)
    after = select(ids).where(ids > own).order_by(ids).limit(WINDOW)
    found: list[Any] = []
    for side in (before, after):
        alike = COMPLAINTS.c.substance == row.substance
        if row.agency:
            alike |= COMPLAINTS.c.agency == row.agency
        of_office = COMPLAINTS.c.office == row.office
        query = select(COMPLAINTS).where(ids.in_(side), of_office, alike)
        found += (await connection.execute(query)).all()
    return found


async def sealed(connection: AsyncConnection, complaint_ids: Sequence[UUID]) -> Sequence[Any]:
    """What is sealed of complaints whose reporters are not erased."""
    query = _sealed().where(COMPLAINTS.c.complaint_id.in_(complaint_ids))
    rows: Sequence[Any] = (await connection.execute(query)).all()
    return rows


def _sealed() -> Select[Any]:
    return (
        select(
            COMPLAINTS.c.complaint_id,
            COMPLAINTS.c.sealed_narrative,
            REPORTERS.c.wrapped_key,
            REPORTERS.c.sealed_identity,
        )
        .join(REPORTERS, REPORTERS.c.reporter_id == COMPLAINTS.c.reporter_id)
        .where(REPORTERS.c.wrapped_key.is_not(None))
    )


async def uncompared(connection: AsyncConnection, limit: int) -> Sequence[Any]:
    """Complaints that wait for staff and were not yet compared with others."""
    query = (
        select(COMPLAINTS)
        .join(VERIFICATIONS, VERIFICATIONS.c.complaint_id == COMPLAINTS.c.complaint_id)
        .where(WAITING, VERIFICATIONS.c.compared_at.is_(None))
        .order_by(VERIFICATIONS.c.complaint_id)
        .limit(limit)
    )
    return (await connection.execute(query)).all()


async def keep_candidates(
    tx: Transaction, complaint_id: UUID, found: Sequence[Candidate], now: datetime
) -> bool:
    """Keep what was found, once; whether it was this call that kept it."""
    mine = (VERIFICATIONS.c.complaint_id == complaint_id) & VERIFICATIONS.c.compared_at.is_(None)
    marked = await tx.connection.execute(update(VERIFICATIONS).where(mine).values(compared_at=now))
    if marked.rowcount == 0:
        return False
    for one in found:
        tx.add(CandidateRow, complaint_id=complaint_id, other_id=one.complaint_id)
    return True


async def stand_of(
    connection: AsyncConnection, complaint_ids: Sequence[UUID]
) -> Mapping[UUID, Any]:
    """Where complaints stand and which incident they are part of, by id."""
    ids = COMPLAINTS.c.complaint_id
    query = (
        select(ids, COMPLAINTS.c.state, VERIFICATIONS.c.incident_id)
        .join(VERIFICATIONS, VERIFICATIONS.c.complaint_id == ids, isouter=True)
        .where(ids.in_(complaint_ids))
    )
    return {row.complaint_id: row for row in await connection.execute(query)}
