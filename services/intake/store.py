"""Every query of intake; turns rows into what the domain speaks of, and back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain import Registration, SourceNumber
from services.intake.models import BatchRow, ComplaintRow, ProgressRow, ReporterRow
from services.intake.sealing import SealMaker
from shared.db.bulk import insert_new
from shared.db.transaction import Transaction, table_of

COMPLAINTS = table_of(ComplaintRow)
REPORTERS = table_of(ReporterRow)
PROGRESS = table_of(ProgressRow)
BATCHES = table_of(BatchRow)


@dataclass(frozen=True, slots=True)
class Known:
    """A complaint that was registered before, under a key or a number of its source."""

    complaint_id: UUID
    tracking_code: str
    registered_at: datetime
    state: str
    request_digest: bytes | None


@dataclass(frozen=True, slots=True)
class Labels:
    """How a sender recognises its own complaint: a key of the request, or a source's number."""

    idempotency_key: str | None = None
    request_digest: bytes | None = None
    source: str | None = None
    source_number: str | None = None


def add_registration(
    tx: Transaction, registration: Registration, labels: Labels, seals: SealMaker
) -> None:
    """Save a complaint and its reporter, sealed, and announce it."""
    form = registration.form
    fact = registration.fact
    seal = seals.new()
    reporter_id = registration.complaint_id
    tx.add(
        ReporterRow,
        reporter_id=reporter_id,
        wrapped_key=seal.wrapped_key,
        sealed_identity=seal.close(orjson.dumps(form.reporter.__dict__)),
        has_mail=fact.reachable,
    )
    tx.add(
        ComplaintRow,
        complaint_id=registration.complaint_id,
        reporter_id=reporter_id,
        tracking_code=registration.tracking_code,
        office=fact.office,
        access_type=fact.access_type,
        channel=fact.channel,
        substance=fact.substance,
        agency=fact.agency,
        region=fact.region,
        campaign=fact.campaign,
        language=fact.language,
        silent=fact.silent,
        sealed_narrative=seal.close(form.narrative.encode()),
        state=registration.state,
        registered_at=registration.registered_at,
        recorded_at=tx.recorded,
        idempotency_key=labels.idempotency_key,
        request_digest=labels.request_digest,
        source=labels.source,
        source_number=labels.source_number,
    )
    tx.emit(fact, time=registration.registered_at)


def _known(row: Any) -> Known:
    return Known(
        row.complaint_id, row.tracking_code, row.registered_at, row.state, row.request_digest
    )


async def by_keys(connection: AsyncConnection, keys: Sequence[str]) -> dict[str, Known]:
    """Complaints by the Idempotency-Key that they came with."""
    query = select(COMPLAINTS).where(COMPLAINTS.c.idempotency_key.in_(keys))
    return {row.idempotency_key: _known(row) for row in await connection.execute(query)}


async def by_numbers(
    connection: AsyncConnection, numbers: Collection[SourceNumber]
) -> dict[SourceNumber, Known]:
    """Complaints by the numbers that they bear in the systems they come from."""
    by_source: dict[str, list[str]] = {}
    for source, number in numbers:
        by_source.setdefault(source, []).append(number)
    # SQLite would read the whole table for pairs in one list.
    any_of = [
        and_(COMPLAINTS.c.source == source, COMPLAINTS.c.source_number.in_(theirs))
        for source, theirs in by_source.items()
    ]
    rows = await connection.execute(select(COMPLAINTS).where(or_(*any_of)))
    return {(row.source, row.source_number): _known(row) for row in rows}


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


async def by_tracking_code(connection: AsyncConnection, code: str) -> Any | None:
    """The complaint behind a tracking code, with columns of `complaints`."""
    query = select(COMPLAINTS).where(COMPLAINTS.c.tracking_code == code)
    return (await connection.execute(query)).one_or_none()


async def progress_of(connection: AsyncConnection, complaint_id: UUID) -> Sequence[Any]:
    """The steps of a complaint in the order in which they happened."""
    query = (
        select(PROGRESS)
        .where(PROGRESS.c.complaint_id == complaint_id)
        .order_by(PROGRESS.c.happened_at, PROGRESS.c.event_id)
    )
    return (await connection.execute(query)).all()


async def contacts(
    connection: AsyncConnection, complaint_ids: Sequence[UUID], seals: SealMaker
) -> list[dict[str, Any]]:
    """How to reach the reporters of these complaints; those erased or without mail are left out."""
    query = (
        select(COMPLAINTS.c.complaint_id, COMPLAINTS.c.tracking_code, REPORTERS)
        .join(REPORTERS, REPORTERS.c.reporter_id == COMPLAINTS.c.reporter_id)
        .where(COMPLAINTS.c.complaint_id.in_(complaint_ids), REPORTERS.c.has_mail)
        .where(REPORTERS.c.wrapped_key.is_not(None))
    )
    found = []
    for row in await connection.execute(query):
        identity = orjson.loads(seals.known(row.wrapped_key).open(row.sealed_identity))
        found.append(
            {
                "complaint_id": row.complaint_id,
                "tracking_code": row.tracking_code,
                "name": identity["name"],
                "email": identity["email"],
            }
        )
    return found
