"""Making all sums of many facts at once, into tables that nobody reads yet."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from itertools import product
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain import tallies
from services.metrics.domain.period import GRAINS
from services.metrics.models import TallyRow
from services.metrics.store.contributions import Known, contributions, everything
from services.metrics.store.folding import first_day_of, sums_of
from services.metrics.store.places import OF_MESSAGES, PLACES, Place
from shared.db.database import Database
from shared.db.transaction import table_of

TALLIES = table_of(TallyRow)
KEYS: Final = [key.name for key in TALLIES.primary_key if key.name != "heard_at"]
AMOUNTS: Final = ("count", "seconds")

SUMMED: Final = sa.Table(
    "tallies_summed",
    sa.MetaData(),
    *(sa.Column(name, TALLIES.c[name].type) for name in (*KEYS, *AMOUNTS)),
)
"""As the tallies, without a key: it is read from one end to the other, and nothing is looked up."""

SHARES: Final = (
    [place for place in PLACES if not place.each_agency],
    [place for place in PLACES if place.each_agency],
)
"""As much work each, for two processes of the database at once."""

MEMORY: Final = "128MB"
"""For each sorting, while everything is added up."""

Kept = tuple[sa.Table, sa.Table]
"""Facts, and what is counted beside them."""


async def sum_facts(database: Database, kept: Kept, rollups: sa.Table) -> None:
    """The sums of all these facts, in the order of their key, into roll-ups that are empty."""
    async with database.plain_transaction() as connection:
        await with_memory(connection)
        await connection.run_sync(SUMMED.drop, checkfirst=True)
        await connection.run_sync(SUMMED.create)
        rows, names = _summed(kept, everything)
        await connection.execute(sa.insert(SUMMED).from_select(names, rows))
        if not database.is_sqlite:
            await connection.execute(sa.text(f"ANALYZE {SUMMED.name}"))
    await asyncio.gather(*(_sum_share(database, share, rollups) for share in SHARES))
    async with database.plain_transaction() as connection:
        await connection.run_sync(SUMMED.drop)


async def _sum_share(database: Database, places: Sequence[Place], rollups: sa.Table) -> None:
    async with database.plain_transaction() as connection:
        await with_memory(connection)
        sums = sums_of(SUMMED, connection.dialect.name, sa.true(), places)
        columns = [column.name for column in rollups.columns]
        key = [sums.selected_columns[column.name] for column in rollups.primary_key]
        await connection.execute(sa.insert(rollups).from_select(columns, sums.order_by(*key)))


async def with_memory(connection: AsyncConnection) -> None:
    """SQLite sorts in files."""
    if connection.dialect.name == "postgresql":
        for name in ("work_mem", "maintenance_work_mem"):
            await connection.execute(sa.text(f"SET LOCAL {name} = '{MEMORY}'"))


async def tally(
    connection: AsyncConnection, kept: Kept, into: sa.Table, now: datetime, known: Known
) -> None:
    """Some facts as if they were heard now."""
    heard_at = sa.bindparam("now", now, type_=TALLIES.c.heard_at.type)
    rows, names = _summed(kept, known)
    await connection.execute(
        sa.insert(into).from_select(["heard_at", *names], sa.select(heard_at, *rows.subquery().c))
    )


def _summed(kept: Kept, known: Known) -> tuple[sa.Select[Any], list[str]]:
    counted = contributions(*kept, known).c
    keys = [counted[name] for name in KEYS]
    sums = [sa.cast(sa.func.sum(counted[name]), sa.BigInteger).label(name) for name in AMOUNTS]
    return sa.select(*keys, *sums).group_by(*keys), [*KEYS, *AMOUNTS]


async def add_messages(
    connection: AsyncConnection,
    messages: sa.Table,
    rollups: sa.Table,
    known: sa.ColumnElement[bool] | None = None,
) -> None:
    """Straight into the roll-ups, as they are when they are heard."""
    dialect = connection.dialect.name
    row = messages.c
    kinds = (
        (tallies.SENT, row.kind == "sent"),
        (tallies.SENT_MAYBE_TWICE, sa.and_(row.kind == "sent", row.maybe_twice)),
        (tallies.FAILED, row.kind == "failed"),
    )
    insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    nothing = sa.literal("", sa.String)
    for (measure, which), dimension, grain in product(kinds, ("total", "template"), GRAINS):
        value = row.template if dimension == "template" else nothing
        day = row.day if grain == "day" else first_day_of(row.day, grain, dialect)
        words = [sa.literal(word, sa.String) for word in (dimension, OF_MESSAGES, measure, grain)]
        none = sa.literal(0, sa.BigInteger)
        no_bin = sa.literal(0, sa.Integer)
        rows = sa.select(*words, day, value, nothing, sa.func.count(), none, no_bin).where(which)
        rows = rows.where(sa.true() if known is None else known).group_by(day, row.template)
        if dimension == "total":
            rows = rows.group_by(None).group_by(day)
        names = [column.name for column in rollups.columns]
        statement = insert(rollups).from_select(names, rows)
        added = {"count": rollups.c["count"] + statement.excluded["count"]}
        keys = list(rollups.primary_key.columns)
        await connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=added))
