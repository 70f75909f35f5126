"""Records of the registry as they stand, and every change that ever made them so."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.records import Record
from services.routing.models import RecordChangeRow
from services.routing.store.directory import OFFICES, RECORDS, record_of
from shared.db.transaction import Transaction, table_of

CHANGES = table_of(RecordChangeRow)


@dataclass(frozen=True, slots=True)
class Known:
    """A record as it stands."""

    record: Record
    version: int
    is_withdrawn: bool
    by_file: bool
    file_digest: str | None


async def office_to_change(tx: Transaction, office: str) -> int | None:
    """The version of an office, locked: edits of one office wait for each other."""
    query = select(OFFICES.c.version).where(OFFICES.c.office == office).with_for_update()
    version: int | None = (await tx.connection.execute(query)).scalar()
    return version


async def known_records(connection: AsyncConnection, office: str) -> dict[tuple[str, str], Known]:
    """Every record of an office by noun and key, those that were withdrawn too."""
    query = select(RECORDS).where(RECORDS.c.office == office)
    return {(row.noun, row.key): _known(row) for row in await connection.execute(query)}


async def known_record(
    connection: AsyncConnection, office: str, noun: str, key: str
) -> Known | None:
    """One record as it stands."""
    query = select(RECORDS).where(
        RECORDS.c.office == office, RECORDS.c.noun == noun, RECORDS.c.key == key
    )
    row = (await connection.execute(query)).one_or_none()
    return _known(row) if row else None


def _known(row: Any) -> Known:
    return Known(record_of(row), row.version, row.is_withdrawn, row.by_file, row.file_digest)


async def offices_of(connection: AsyncConnection, noun: str, keys: Sequence[str]) -> dict[str, str]:
    """Which office each of these keys belongs to."""
    query = select(RECORDS.c.key, RECORDS.c.office).where(
        RECORDS.c.noun == noun, RECORDS.c.key.in_(keys)
    )
    return {row.key: row.office for row in await connection.execute(query)}


def digest_of(record: Record) -> str:
    """Of what a record says."""
    return hashlib.sha256(record.model_dump_json().encode()).hexdigest()


async def changes_of(
    connection: AsyncConnection, office: str, noun: str, key: str
) -> Sequence[Any]:
    """The history of one record."""
    query = (
        select(CHANGES)
        .where(CHANGES.c.office == office, CHANGES.c.noun == noun, CHANGES.c.key == key)
        .order_by(CHANGES.c.version)
    )
    return (await connection.execute(query)).all()
