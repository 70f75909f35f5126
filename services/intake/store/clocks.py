"""The clocks of reporters and of staff: made anew from a history, and found when they run out."""

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.promises import Due
from services.intake.models import UNMISSED, UNRECKONED, WAITING, ClockRow
from services.intake.store.verification import VERIFICATIONS
from shared.db.transaction import Transaction, table_of

CLOCKS = table_of(ClockRow)
DUE = tuple(field.name for field in fields(Due))


async def expired(
    connection: AsyncConnection, now: datetime, limit: int, *, without: Collection[UUID] = ()
) -> Sequence[UUID]:
    """Complaints whose reporters' time is over."""
    query = (
        select(VERIFICATIONS.c.complaint_id)
        .where(VERIFICATIONS.c.due_at < now, VERIFICATIONS.c.complaint_id.not_in(without))
        .order_by(VERIFICATIONS.c.due_at)
        .limit(limit)
    )
    return (await connection.execute(query)).scalars().all()


async def unreckoned(
    connection: AsyncConnection, limit: int, *, without: Collection[UUID] = ()
) -> Sequence[UUID]:
    """Complaints that something was done to since their clocks were made."""
    ids = VERIFICATIONS.c.complaint_id
    query = select(ids).where(UNRECKONED, ids.not_in(without)).order_by(ids).limit(limit)
    return (await connection.execute(query)).scalars().all()


async def reckon_anew(connection: AsyncConnection) -> None:
    """Have the clocks of all that waits made again: a decree may have changed the calendar."""
    await connection.execute(update(VERIFICATIONS).where(WAITING).values(reckoned=None))


async def clocks_of(
    connection: AsyncConnection, complaint_ids: Collection[UUID]
) -> dict[UUID, dict[str, Due]]:
    """The clocks of complaints as they were last made, by stage."""
    query = select(CLOCKS).where(CLOCKS.c.complaint_id.in_(complaint_ids))
    found: dict[UUID, dict[str, Due]] = {}
    for row in await connection.execute(query):
        due = Due(**{name: getattr(row, name) for name in DUE})
        found.setdefault(row.complaint_id, {})[row.stage] = due
    return found


async def keep_clocks(
    tx: Transaction, complaint_id: UUID, version: int, dues: Sequence[Due]
) -> None:
    """These clocks instead of those of before."""
    await tx.connection.execute(delete(CLOCKS).where(CLOCKS.c.complaint_id == complaint_id))
    for due in dues:
        tx.add(ClockRow, complaint_id=complaint_id, **{name: getattr(due, name) for name in DUE})
    late = [due.due_at for due in dues if due.missed_at and due.due_at and not due.stopped_at]
    of = VERIFICATIONS.c.complaint_id == complaint_id
    values = {"reckoned": version, "overdue_since": min(late, default=None)}
    await tx.connection.execute(update(VERIFICATIONS).where(of).values(**values))


async def missed(
    connection: AsyncConnection, now: datetime, limit: int, *, without: Collection[UUID] = ()
) -> Sequence[UUID]:
    """Complaints with a clock that has run out and was not announced."""
    query = _missed(now).where(CLOCKS.c.complaint_id.not_in(without))
    rows = await connection.execute(query.order_by(CLOCKS.c.due_at).limit(limit))
    return list(dict.fromkeys(row.complaint_id for row in rows))


async def mark_missed(tx: Transaction, complaint_ids: Collection[UUID]) -> list[Any]:
    """The clocks of these, locked, complaints that are missed by now; each is answered once.

    What was done to since waits until its clocks are made anew.
    """
    of = VERIFICATIONS.c.complaint_id == CLOCKS.c.complaint_id
    query = (
        _missed(tx.recorded)
        .where(CLOCKS.c.complaint_id.in_(complaint_ids))
        .where(exists().where(of, VERIFICATIONS.c.reckoned.is_not(None)))
        .order_by(CLOCKS.c.due_at)
    )
    found = list((await tx.connection.execute(query)).all())
    for row in found:
        this = (CLOCKS.c.complaint_id == row.complaint_id) & (CLOCKS.c.stage == row.stage)
        await tx.connection.execute(update(CLOCKS).where(this).values(missed_at=tx.recorded))
        mine = VERIFICATIONS.c.complaint_id == row.complaint_id
        later = VERIFICATIONS.c.overdue_since
        first = mine & (later.is_(None) | (later > row.due_at))
        await tx.connection.execute(
            update(VERIFICATIONS).where(first).values(overdue_since=row.due_at)
        )
    return found


def _missed(now: datetime) -> Any:
    return select(CLOCKS).where(UNMISSED, CLOCKS.c.due_at < now)
