"""What assigning asks on its way: an office's directory, arranged once for each version."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.directory import Directory
from services.routing.domain.records import Record
from services.routing.domain.registry import NOUNS, Registry, field_of
from services.routing.domain.rules import RuleSet
from services.routing.models import OfficeRow, RecordRow
from shared.db.transaction import Transaction, table_of

OFFICES = table_of(OfficeRow)
RECORDS = table_of(RecordRow)

NEVER = datetime.min.replace(tzinfo=UTC)

BELIEVED = timedelta(seconds=1)
"""How long the versions of the offices are not read again: every case would ask for them."""


@dataclass(slots=True)
class _Shelf:
    """What this process knows of the offices, as one engine reads them."""

    read_at: datetime = NEVER
    versions: dict[str, int] = field(default_factory=dict)
    arranged: dict[tuple[str, int], Directory] = field(default_factory=dict)
    """By office and version: the content of a version never changes."""


_shelves: WeakKeyDictionary[Engine, _Shelf] = WeakKeyDictionary()
"""By engine."""


async def directory(tx: Transaction, office: str) -> Directory | None:
    """The office's directory; a change by another process is seen after BELIEVED at the latest.

    All cases of a batch are put to the officers of one moment.
    """
    asked = ("directory", office)
    if asked not in tx.memo:
        tx.memo[asked] = await directory_at(tx.reading, office, tx.recorded)
    found: Directory | None = tx.memo[asked]
    return found


async def directory_at(connection: AsyncConnection, office: str, now: datetime) -> Directory | None:
    """The same, for who only reads."""
    shelf = _shelf(connection)
    version = (await versions(connection, now)).get(office)
    if version is None:
        return None
    if (office, version) not in shelf.arranged:
        arranged = Directory.of(await registry_of(connection, office))
        # Of an older version nothing is asked any more.
        shelf.arranged = {key: one for key, one in shelf.arranged.items() if key[0] != office}
        shelf.arranged[office, version] = arranged
    return shelf.arranged[office, version]


async def versions(connection: AsyncConnection, now: datetime) -> dict[str, int]:
    """Each office with the version of its records."""
    shelf = _shelf(connection)
    if not shelf.read_at <= now < shelf.read_at + BELIEVED:
        query = select(OFFICES.c.office, OFFICES.c.version)
        shelf.versions = {row.office: row.version for row in await connection.execute(query)}
        shelf.read_at = now
    return shelf.versions


def _shelf(connection: AsyncConnection) -> _Shelf:
    return _shelves.setdefault(connection.engine.sync_engine, _Shelf())


def forget_versions(tx: Transaction) -> None:
    """What this transaction changes is seen in this process as soon as it is committed.

    By every shelf: one database is read through several engines.
    """

    def forget() -> None:
        for shelf in _shelves.values():
            shelf.read_at = NEVER

    tx.after_commit(forget)


async def registry_of(connection: AsyncConnection, office: str) -> Registry:
    """All that is known of one office, as its file would say it."""
    query = (
        select(RECORDS)
        .where(RECORDS.c.office == office, RECORDS.c.is_withdrawn.is_(False))
        .order_by(RECORDS.c.noun, RECORDS.c.key)
    )
    return as_registry([record_of(row) for row in await connection.execute(query)])


def as_registry(records: list[Record]) -> Registry:
    """Records as one document."""
    found: dict[str, list[Record]] = {noun: [] for noun in NOUNS}
    for record in records:
        found[record.noun].append(record)
    [office] = found.pop("offices")
    rules = [one for one in found.pop(RuleSet.noun) if isinstance(one, RuleSet)]
    *earlier, newest = sorted(rules, key=lambda one: (one.version, one.name))
    told: dict[str, Any] = {field_of(noun): them for noun, them in found.items()}
    return Registry(**dict(office), **told, rule_set=newest, rule_sets=earlier)


def record_of(row: Any) -> Record:
    """A row as the domain speaks of it."""
    return NOUNS[row.noun].model_validate_json(row.told)
