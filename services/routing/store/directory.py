"""What assigning asks on its way: an office's directory, arranged once for each version."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.registry import (
    Agency,
    Directory,
    FocalPoint,
    Registry,
    Rule,
    RuleSet,
)
from services.routing.models import AgencyRow, FocalPointRow, OfficeRow, RuleRow
from shared.db.transaction import Transaction, table_of

OFFICES = table_of(OfficeRow)
AGENCIES = table_of(AgencyRow)
FOCAL_POINTS = table_of(FocalPointRow)
RULES = table_of(RuleRow)

NEVER = datetime.min.replace(tzinfo=UTC)

BELIEVED = timedelta(seconds=1)
"""How long the versions of the offices are not read again: every case would ask for them."""


@dataclass(slots=True)
class _Shelf:
    """What this process knows of one database's offices."""

    read_at: datetime = NEVER
    versions: dict[str, int] = field(default_factory=dict)
    arranged: dict[tuple[str, int], Directory] = field(default_factory=dict)
    """By office and version: the content of a version never changes."""


_shelves: WeakKeyDictionary[Engine, _Shelf] = WeakKeyDictionary()
"""By database."""


async def directory(tx: Transaction, office: str) -> Directory | None:
    """The office's directory; a change by another process is seen after BELIEVED at the latest."""
    shelf = _shelf(tx)
    if not shelf.read_at <= tx.recorded < shelf.read_at + BELIEVED:
        query = select(OFFICES.c.office, OFFICES.c.version)
        shelf.versions = {row.office: row.version for row in await tx.reading.execute(query)}
        shelf.read_at = tx.recorded
    version = shelf.versions.get(office)
    if version is None:
        return None
    if (office, version) not in shelf.arranged:
        arranged = Directory.of(await registry_of(tx.reading, office))
        # Of an older version nothing is asked any more.
        shelf.arranged = {key: one for key, one in shelf.arranged.items() if key[0] != office}
        shelf.arranged[office, version] = arranged
    return shelf.arranged[office, version]


def _shelf(tx: Transaction) -> _Shelf:
    return _shelves.setdefault(tx.reading.engine.sync_engine, _Shelf())


def forget_versions(tx: Transaction) -> None:
    """What this transaction changes is seen here as soon as it is committed."""
    shelf = _shelf(tx)

    def forget() -> None:
        shelf.read_at = NEVER

    tx.after_commit(forget)


async def registry_of(connection: AsyncConnection, office: str) -> Registry:
    """All that is known of one office, as its file would say it."""
    row = (await connection.execute(select(OFFICES).where(OFFICES.c.office == office))).one()

    async def of(table: Table, *order: Any) -> list[dict[str, Any]]:
        query = select(table).where(table.c.office == office).order_by(*order)
        return [dict(found._mapping) for found in await connection.execute(query)]

    name, version = row.policies["rule_set"]
    rules = [
        Rule(name=rule["name"], when=rule["conditions"], agency=rule["agency"])
        for rule in await of(RULES, RULES.c.rank)
        if (rule["rule_set"], rule["version"]) == (name, version)
    ]
    return Registry(
        office=office,
        name=row.name,
        time_zone=row.time_zone,
        answer_days=row.policies["answer_days"],
        agencies=[Agency(**_without(one, "office")) for one in await of(AGENCIES)],
        focal_points=[
            FocalPoint(**_without(one, "office", "is_listed"))
            for one in await of(FOCAL_POINTS, FOCAL_POINTS.c.appointment_id)
            if one["is_listed"]
        ],
        rule_set=RuleSet(name=name, version=version, rules=rules),
    )


def _without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in names}
