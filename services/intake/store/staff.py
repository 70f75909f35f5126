"""What staff read of complaints."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.models import OVERDUE, WAITING, CandidateRow, ProgressRow, ReadingRow
from services.intake.sealing import SealMaker
from services.intake.store.numbers import NUMBERS
from services.intake.store.verification import COMPLAINTS, DEEDS, REPORTERS, VERIFICATIONS
from shared.access.person import Person
from shared.db.transaction import Transaction, table_of
from shared.ids import new_id

CANDIDATES = table_of(CandidateRow)
PROGRESS = table_of(ProgressRow)
SEALED = ("sealed_narrative", "reporter_id", "idempotency_key", "request_digest")
"""Columns of a complaint that no list shows."""


def _shown() -> Select[Any]:
    alike = (
        select(func.count())
        .where(CANDIDATES.c.complaint_id == COMPLAINTS.c.complaint_id)
        .scalar_subquery()
        .label("candidates")
    )
    agenda, archive = NUMBERS.alias("agenda"), NUMBERS.alias("archive")
    numbers = [
        agenda.c.number.label("agenda"),
        archive.c.number.label("archive"),
        archive.c.book.label("archive_book"),
        archive.c.given_for.label("archived_at"),
    ]
    columns = [column for column in COMPLAINTS.columns if column.name not in SEALED]
    touched = [
        VERIFICATIONS.c[name]
        for name in ("version", "incident_id", "due_at", "reckoned", "overdue_since")
    ]
    query = (
        select(*columns, *touched, alike, *numbers, REPORTERS.c.has_identity)
        .join(REPORTERS, REPORTERS.c.reporter_id == COMPLAINTS.c.reporter_id)
        .join(
            VERIFICATIONS, VERIFICATIONS.c.complaint_id == COMPLAINTS.c.complaint_id, isouter=True
        )
    )
    for series in (agenda, archive):
        of = (series.c.complaint_id == COMPLAINTS.c.complaint_id) & (series.c.series == series.name)
        query = query.join(series, of, isouter=True)
    return query


async def waiting(
    connection: AsyncConnection,
    *,
    office: str | None,
    state: str | None,
    agency: str | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Any]:
    """Complaints on the desks of staff a page at a time: the overdue first, then as filed."""
    ids, since = VERIFICATIONS.c.complaint_id, VERIFICATIONS.c.overdue_since
    last = await _since(connection, after) if after else None
    overdue = _shown().where(OVERDUE).order_by(since, ids)
    others = _shown().where(WAITING, since.is_(None)).order_by(ids)
    if last:
        overdue = overdue.where((since > last) | ((since == last) & (ids > after)))
    elif after:
        others = others.where(ids > after)
    told = {"office": office, "state": state, "agency": agency}
    narrowed = [COMPLAINTS.c[name] == value for name, value in told.items() if value]
    rows: list[Any] = []
    for query in (others,) if after and not last else (overdue, others):
        wanted = query.where(*narrowed).limit(limit - len(rows))
        rows += (await connection.execute(wanted)).all()
        if len(rows) == limit:
            break
    return rows


async def _since(connection: AsyncConnection, complaint_id: UUID) -> datetime | None:
    query = select(VERIFICATIONS.c.overdue_since).where(
        VERIFICATIONS.c.complaint_id == complaint_id
    )
    since: datetime | None = (await connection.execute(query)).scalar_one_or_none()
    return since


async def one(connection: AsyncConnection, complaint_id: UUID) -> Any | None:
    """One complaint, with what staff may see without reading who complained."""
    query = _shown().where(COMPLAINTS.c.complaint_id == complaint_id)
    return (await connection.execute(query)).one_or_none()


async def deeds_of(connection: AsyncConnection, complaint_id: UUID) -> Sequence[Any]:
    """All that was done to a complaint, in its order."""
    query = select(DEEDS).where(DEEDS.c.complaint_id == complaint_id).order_by(DEEDS.c.version)
    return (await connection.execute(query)).all()


async def is_closed(connection: AsyncConnection, complaint_id: UUID) -> bool:
    """Whether the last that routing told of it is that the case is closed, not reopened."""
    ends = PROGRESS.c.step.in_(("closed", "reopened"))
    query = (
        select(PROGRESS.c.step)
        .where(PROGRESS.c.complaint_id == complaint_id, ends)
        .order_by(PROGRESS.c.happened_at.desc(), PROGRESS.c.event_id.desc())
        .limit(1)
    )
    return (await connection.execute(query)).scalar_one_or_none() == "closed"


async def read_story(
    tx: Transaction, complaint_id: UUID, seals: SealMaker, *, person: Person, now: datetime
) -> dict[str, Any] | None:
    """Who complained, what they wrote and what staff noted; that it was read is written down.

    Of a person who was erased nothing is left to read.
    """
    query = (
        select(COMPLAINTS.c.sealed_narrative, COMPLAINTS.c.office, REPORTERS)
        .join(REPORTERS, REPORTERS.c.reporter_id == COMPLAINTS.c.reporter_id)
        .where(COMPLAINTS.c.complaint_id == complaint_id, REPORTERS.c.wrapped_key.is_not(None))
    )
    row = (await tx.connection.execute(query)).one_or_none()
    if row is None or not person.sees_office(row.office):
        return None
    seal = seals.known(row.wrapped_key)
    noted = [deed for deed in await deeds_of(tx.connection, complaint_id) if deed.sealed_note]
    tx.add(
        ReadingRow,
        reading_id=new_id(),
        complaint_id=complaint_id,
        actor=person.signature,
        read_at=now,
    )
    return {
        "reporter": orjson.loads(seal.open(row.sealed_identity)),
        "narrative": seal.open(row.sealed_narrative).decode(),
        "notes": [
            {"version": deed.version, "note": seal.open(deed.sealed_note).decode()}
            for deed in noted
        ],
    }


async def readings_of(connection: AsyncConnection, complaint_id: UUID) -> Sequence[Any]:
    """Who read the story, and when."""
    table = table_of(ReadingRow)
    query = select(table).where(table.c.complaint_id == complaint_id).order_by(table.c.reading_id)
    return (await connection.execute(query)).all()
