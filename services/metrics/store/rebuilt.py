"""Read models made anew in tables beside the old ones, which take their place in one commit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

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
from services.metrics.store.changes import change_all
from services.metrics.store.summing import add_messages, sum_facts, tally, with_memory
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
ROLLUPS_KEY: Final = NEW_ROLLUPS.primary_key.name


async def begin(database: Database) -> None:
    """Empty tables beside the old ones; what an earlier try left is dropped."""
    async with database.plain_transaction() as connection:
        for _, new in PAIRS:
            await connection.run_sync(new.drop, checkfirst=True)
            await connection.run_sync(new.create)
        if not database.is_sqlite:
            await connection.execute(_alter(f"DROP CONSTRAINT {ROLLUPS_KEY}"))


def _alter(how: str) -> sa.TextClause:
    return sa.text(f"ALTER TABLE {NEW_ROLLUPS.name} {how}")


async def write(database: Database, kept: Mapping[type[Any], Sequence[Values]]) -> None:
    """Facts as they stand in the streams; one that stands there twice is kept once."""
    rows = [(NEW[row], values) for row, values in kept.items()]
    try:
        await _insert(database, [Insert(table, told) for table, told in rows])
    except IntegrityError:
        await _insert(database, [Insert(table, told, KNOWN) for table, told in rows])


async def _insert(database: Database, rows: Sequence[Insert]) -> None:
    """Nobody waits for the disk: the commit that puts these tables in their place is on it, and
    with it all that was written before."""
    async with database.plain_transaction() as connection:
        if not database.is_sqlite:
            await connection.execute(sa.text("SET LOCAL synchronous_commit = off"))
        await insert_all(connection, rows)


async def add_up(database: Database) -> None:
    """All sums, of the facts that were written; keys and indexes are made when the rows are there,
    which is cheaper than to keep them."""
    await sum_facts(database, (NEW_FACTS, NEW_COUNTS), NEW_ROLLUPS)
    async with database.plain_transaction() as connection:
        await with_memory(connection)
        if not database.is_sqlite:
            key = ", ".join(column.name for column in NEW_ROLLUPS.primary_key)
            await connection.execute(_alter(f"ADD CONSTRAINT {ROLLUPS_KEY} PRIMARY KEY ({key})"))
            for _, index in _indexes():
                await connection.run_sync(index.create)
        await add_messages(connection, NEW_MESSAGES, NEW_ROLLUPS)


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
        await change_all(connection)
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

    await tally(connection, (FACTS, COUNTS), NEW_TALLIES, now, is_late)
    await add_messages(connection, MESSAGES, NEW_ROLLUPS, is_late(MESSAGES))
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
