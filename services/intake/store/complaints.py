"""Complaints as they are filed, found again and followed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain import DeskForm, Registration, Reporter, SourceNumber
from services.intake.domain.dates import Warned
from services.intake.models import ComplaintRow, ProgressRow, ReporterRow
from services.intake.sealing import Seal, SealMaker
from services.intake.store.verification import DEEDS, begin_verification
from shared.db.transaction import Transaction, table_of

COMPLAINTS = table_of(ComplaintRow)
REPORTERS = table_of(ReporterRow)
PROGRESS = table_of(ProgressRow)


@dataclass(frozen=True, slots=True)
class Known:
    """A complaint that was registered before, under a key or a number of its source."""

    complaint_id: UUID
    tracking_code: str
    registered_at: datetime
    state: str
    request_digest: bytes | None
    event_date: date | None = None
    warnings: tuple[Warned, ...] = ()
    """What was doubtful at the first filing; not kept."""


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
    form, fact = registration.form, registration.fact
    reporter_id = registration.complaint_id
    seal = _add_reporter(tx, reporter_id, form.reporter, seals)
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
        region=form.region,
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
        event_date=form.event_date,
        maladministration=",".join(form.maladministration) or None,
        confidentiality=form.confidentiality,
        keywords=",".join(registration.keywords) or None,
        criterion=form.criterion if isinstance(form, DeskForm) else None,
        reporter_class=fact.reporter_class,
        reporter_province=form.reporter_province,
    )
    if registration.checks is not None:
        begin_verification(tx, registration)
    tx.emit(fact, time=registration.registered_at)


def _add_reporter(
    tx: Transaction, reporter_id: UUID, reporter: Reporter | None, seals: SealMaker
) -> Seal:
    seal = seals.new()
    tx.add(
        ReporterRow,
        reporter_id=reporter_id,
        wrapped_key=seal.wrapped_key,
        sealed_identity=seal.close(orjson.dumps(reporter and reporter.__dict__)),
        has_mail=reporter is not None and reporter.email is not None,
        has_identity=reporter is not None,
    )
    return seal


def _filed() -> Select[Any]:
    """Complaints, and whether staff were to decide when they were filed."""
    first = DEEDS.c.version == 1
    waited = exists().where(DEEDS.c.complaint_id == COMPLAINTS.c.complaint_id, first)
    return select(COMPLAINTS, waited.label("waited"))


def _known(row: Any) -> Known:
    """As it was answered the first time, whatever has become of it."""
    settled = "finished" if row.state == "finished" else "accepted"
    return Known(
        row.complaint_id,
        row.tracking_code,
        row.registered_at,
        "registered" if row.waited else settled,
        row.request_digest,
        row.event_date,
    )


async def by_keys(connection: AsyncConnection, keys: Sequence[str]) -> dict[str, Known]:
    """Complaints by the Idempotency-Key that they came with."""
    query = _filed().where(COMPLAINTS.c.idempotency_key.in_(keys))
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
    rows = await connection.execute(_filed().where(or_(*any_of)))
    return {(row.source, row.source_number): _known(row) for row in rows}


async def by_tracking_code(connection: AsyncConnection, code: str) -> Any | None:
    """The complaint behind a tracking code: columns of `complaints`, and `has_identity`."""
    query = (
        select(COMPLAINTS, REPORTERS.c.has_identity)
        .join(REPORTERS, REPORTERS.c.reporter_id == COMPLAINTS.c.reporter_id)
        .where(COMPLAINTS.c.tracking_code == code)
    )
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
