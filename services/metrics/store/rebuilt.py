"""Read models made anew in tables beside the old ones, which take their place in one commit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import product
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from services.metrics.domain import tallies
from services.metrics.domain.period import GRAINS
from services.metrics.models import (
    CountRow,
    FactRow,
    InboxRow,
    JoiningRow,
    MessageFactRow,
    RegistryFactRow,
    RollupRow,
    TallyRow,
)
from services.metrics.store.contributions import Known, contributions, everything
from services.metrics.store.folding import addition, first_day_of
from services.metrics.store.places import EVERYWHERE
from shared.db.bulk import Insert, insert_all
from shared.db.columns import Values
from shared.db.database import Database
from shared.db.transaction import table_of

EVENTS: Final[tuple[type[SQLModel], ...]] = (FactRow, JoiningRow, MessageFactRow, RegistryFactRow)
"""What was heard, a row an event."""

KEPT: Final[tuple[type[SQLModel], ...]] = (*EVENTS, CountRow)
ROWS: Final[tuple[type[SQLModel], ...]] = (*KEPT, TallyRow, RollupRow)
"""As hearing and folding touch them: whoever locks in this order waits in no ring."""

TABLES: Final = [table_of(row) for row in ROWS]
FACTS, _, MESSAGES, _, COUNTS, TALLIES, ROLLUPS = TABLES
INBOX = table_of(InboxRow)
LOCK_SECONDS = 5
KEYS: Final = [key.name for key in TALLIES.primary_key if key.name != "heard_at"]
KNOWN = "ON CONFLICT DO NOTHING"


def _beside(table: sa.Table) -> sa.Table:
    """The same columns under another name; an index is made when the rows are there."""
    copy = table.to_metadata(sa.MetaData(), name=f"{table.name}_rebuilt")
    copy.indexes.clear()
    copy.primary_key.name = f"pk_{copy.name}"
    return copy


NEW: Final = dict(zip(ROWS, map(_beside, TABLES), strict=True))
NEW_FACTS, _, NEW_MESSAGES, _, NEW_COUNTS, NEW_TALLIES, NEW_ROLLUPS = NEW.values()
PAIRS: Final = tuple((table_of(row), new) for row, new in NEW.items())
KEPT_PAIRS: Final = PAIRS[: len(KEPT)]


async def begin(database: Database) -> None:
    """Empty tables beside the old ones; what an earlier try left is dropped."""
    async with database.plain_transaction() as connection:
        for _, new in PAIRS:
            await connection.run_sync(new.drop, checkfirst=True)
            await connection.run_sync(new.create)


async def write(database: Database, kept: Mapping[type[Any], Sequence[Values]]) -> None:
    """Facts as they stand in the streams; one that stands there twice is kept once."""
    rows = [(NEW[row], values) for row, values in kept.items()]
    try:
        async with database.plain_transaction() as connection:
            await insert_all(connection, [Insert(table, told) for table, told in rows])
    except IntegrityError:
        async with database.plain_transaction() as connection:
            await insert_all(connection, [Insert(table, told, KNOWN) for table, told in rows])


async def add_up(database: Database, now: datetime) -> None:
    """All sums, of the facts that were written."""
    async with database.plain_transaction() as connection:
        await _tally(connection, (NEW_FACTS, NEW_COUNTS), now)
        await connection.execute(
            addition(connection.dialect.name, NEW_TALLIES, NEW_ROLLUPS), {"until": now}
        )
        await connection.execute(sa.delete(NEW_TALLIES))
        await _add_messages(connection, NEW_MESSAGES)
        if not database.is_sqlite:
            for _, index in _indexes():
                await connection.run_sync(index.create)


async def swap(database: Database, since: datetime, now: datetime) -> None:
    """The new tables take the place of the old ones.

    Nobody hears, folds or reads meanwhile. What was heard `since` and is not in the new tables is
    taken over; what stands in them and was not heard yet counts as heard.
    """
    async with database.plain_transaction() as connection:
        if not database.is_sqlite:
            names = ", ".join(table.name for table in (INBOX, *(old for old, _ in PAIRS)))
            await connection.execute(sa.text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
            await connection.execute(sa.text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
        await _take_over(connection, since, now)
        await _count_as_heard(connection, now)
        for old, new in PAIRS:
            await connection.run_sync(old.drop)
            await connection.execute(sa.text(f"ALTER TABLE {new.name} RENAME TO {old.name}"))
            if not database.is_sqlite:
                renaming = f"RENAME CONSTRAINT pk_{new.name} TO pk_{old.name}"
                await connection.execute(sa.text(f"ALTER TABLE {old.name} {renaming}"))
        for index, new_index in _indexes():
            if database.is_sqlite:
                await connection.run_sync(index.create)
            else:
                renaming = f"ALTER INDEX {new_index.name} RENAME TO {index.name}"
                await connection.execute(sa.text(renaming))


def _indexes() -> list[tuple[sa.Index, sa.Index]]:
    """Each of the facts, and the same on the new facts."""
    new, found = _beside(FACTS).c, []
    for index in sorted(FACTS.indexes, key=lambda one: str(one.name)):
        columns = [new[column.name] for column in index.columns]
        where = index.dialect_options["postgresql"]["where"]
        made = sa.Index(f"{index.name}_rebuilt", *columns, postgresql_where=where)
        found.append((index, made))
    return found


async def _take_over(connection: AsyncConnection, since: datetime, now: datetime) -> None:
    beside = dict(KEPT_PAIRS)

    def is_late(old: sa.Table) -> sa.ColumnElement[bool]:
        there = sa.exists().where(beside[old].c.event_id == old.c.event_id)
        return sa.and_(old.c.heard_at >= since, ~there)

    await _tally(connection, (FACTS, COUNTS), now, is_late)
    await _add_messages(connection, MESSAGES, is_late(MESSAGES))
    for old, new in KEPT_PAIRS:
        late = sa.select(*old.c).where(is_late(old))
        names = [column.name for column in old.columns]
        await connection.execute(sa.insert(new).from_select(names, late))


async def _count_as_heard(connection: AsyncConnection, now: datetime) -> None:
    heard_at = sa.bindparam("now", now, type_=INBOX.c.heard_at.type)
    for new in [NEW[row] for row in EVENTS]:
        known = sa.exists().where(INBOX.c.event_id == new.c.event_id)
        unheard = sa.select(new.c.event_id, heard_at).where(~known)
        await connection.execute(sa.insert(INBOX).from_select(["event_id", "heard_at"], unheard))


async def _tally(
    connection: AsyncConnection,
    kept: tuple[sa.Table, sa.Table],
    now: datetime,
    known: Known = everything,
) -> None:
    counted = contributions(*kept, known).c
    heard_at = sa.bindparam("now", now, type_=TALLIES.c.heard_at.type)
    keys = [counted[name] for name in KEYS]
    sums = [sa.cast(sa.func.sum(counted[name]), sa.BigInteger) for name in ("count", "seconds")]
    rows = sa.select(heard_at, *keys, *sums).group_by(*keys)
    names = ["heard_at", *KEYS, "count", "seconds"]
    await connection.execute(sa.insert(NEW_TALLIES).from_select(names, rows))


async def _add_messages(
    connection: AsyncConnection, messages: sa.Table, known: sa.ColumnElement[bool] | None = None
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
        words = [sa.literal(word, sa.String) for word in (dimension, EVERYWHERE, measure, grain)]
        none = sa.literal(0, sa.BigInteger)
        no_bin = sa.literal(0, sa.Integer)
        rows = sa.select(*words, day, value, nothing, sa.func.count(), none, no_bin).where(which)
        rows = rows.where(sa.true() if known is None else known).group_by(day, row.template)
        if dimension == "total":
            rows = rows.group_by(None).group_by(day)
        names = [column.name for column in NEW_ROLLUPS.columns]
        statement = insert(NEW_ROLLUPS).from_select(names, rows)
        added = {"count": NEW_ROLLUPS.c["count"] + statement.excluded["count"]}
        keys = list(NEW_ROLLUPS.primary_key.columns)
        await connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=added))
