"""Folding counts into the roll-ups, many at a time: a row of theirs then costs one write a fold
instead of one an event."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.period import GRAINS
from services.metrics.models import RollupRow, TallyRow
from services.metrics.store.places import (
    PLACES,
    SPREAD,
    Place,
    counts_in,
    within,
    within_office,
)
from shared.db.database import Database
from shared.db.transaction import table_of

SQLITE_FOLD_LIMIT = 10_000
"""Tallies in one fold: half a second's work, for nothing else is written meanwhile."""

FOLD_LIMIT = 50_000
"""PostgreSQL keeps nobody waiting, and the more are folded at once, the cheaper is each."""

AFTER = ("day", "value", "access_type", "count", "seconds", "bin")
"""Of the roll-ups, what comes after the grain."""

TALLIES = table_of(TallyRow)
ROLLUPS = table_of(RollupRow)


async def fold(database: Database, limit: int | None = None) -> int:
    """Move the oldest tallies into the roll-ups, not many more than `limit`; answers how many.

    All statements see one state of the tallies: what is committed meanwhile is neither folded nor
    deleted. Readers see each count in one place or the other, never in both.
    """
    if limit is None:
        limit = SQLITE_FOLD_LIMIT if database.is_sqlite else FOLD_LIMIT
    async with database.plain_transaction() as connection:
        await _fold_alone(connection)
        oldest = sa.select(TALLIES.c.heard_at).order_by(TALLIES.c.heard_at).limit(limit)
        until = await connection.scalar(sa.select(sa.func.max(oldest.subquery().c.heard_at)))
        if until is None:
            return 0
        await connection.execute(addition(connection.dialect.name), {"until": until})
        forget = sa.delete(TALLIES).where(TALLIES.c.heard_at <= until)
        folded = await connection.execute(forget)
    return folded.rowcount


async def _fold_alone(connection: AsyncConnection) -> None:
    """One instance at a time; nobody who adds or reads is kept waiting.

    The lock comes before the first query: that is when the state is taken which all see.
    """
    if connection.dialect.name == "postgresql":
        await connection.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        await connection.execute(sa.text("LOCK TABLE tallies IN SHARE UPDATE EXCLUSIVE MODE"))


@lru_cache(maxsize=4)
def addition(dialect: str) -> sa.Executable:
    """Adds to each row of the roll-ups the sum of the tallies that count in it."""
    # SQLite would take ON CONFLICT for a condition of the join, were there no WHERE before it.
    oldest = TALLIES.c.heard_at <= sa.bindparam("until")
    rows = sums_of(TALLIES, dialect, oldest).where(sa.true())
    names = [column.name for column in ROLLUPS.columns]
    # Both dialects know this form of INSERT, but not by one name.
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(ROLLUPS).from_select(names, rows)
    return statement.on_conflict_do_update(
        index_elements=list(ROLLUPS.primary_key.columns),
        set_={name: ROLLUPS.c[name] + statement.excluded[name] for name in ("count", "seconds")},
    )


def sums_of(
    tallies: sa.Table,
    dialect: str,
    which: sa.ColumnElement[bool],
    places: Sequence[Place] = PLACES,
) -> sa.Select[Any]:
    """The rows of the roll-ups in which these tallies count, with what they add to each."""
    by_day = sa.union_all(*(_sums(tallies, place, which) for place in places)).cte("by_day")
    parts = [_longer(by_day, grain, dialect) for grain in GRAINS]
    sums = sa.union_all(*parts).subquery("sums")
    return sa.select(*(sums.c[column.name] for column in ROLLUPS.columns))


def _sums(tallies: sa.Table, place: Place, which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """What the tallies add up to in one place on each day, with the columns of the roll-ups."""
    tally = tallies.c
    if place.each_agency:
        owner, scope = tally.agency, sa.literal(within(""), sa.String) + tally.agency
    else:
        owner, scope = tally.office, sa.literal(within_office(""), sa.String) + tally.office
    value: sa.ColumnElement[str] = sa.literal("", sa.String)
    grouped: list[sa.ColumnElement[Any]] = [tally.measure, tally.day, tally.access_type, tally.bin]
    grouped.append(owner)
    if place.dimension != "total":
        value = tally[place.dimension]
        grouped.append(value)
    return (
        sa.select(
            sa.literal(place.dimension, sa.String).label("dimension"),
            scope.label("scope"),
            tally.measure,
            tally.day,
            value.label("value"),
            tally.access_type,
            _sum(tally["count"]),
            _sum(tally.seconds),
            tally.bin,
        )
        .where(which, counts_in(place, tally))
        .group_by(*grouped)
    )


def _longer(by_day: sa.CTE, grain: str, dialect: str) -> sa.Select[Any]:
    """The sums of days, or what they add up to by month or year: far fewer rows than tallies."""
    row = by_day.c
    grain_word = sa.literal(grain, sa.String).label("grain")
    before = (row.dimension, row.scope, row.measure, grain_word)
    if grain == "day":
        days = sa.select(*before, *(row[name] for name in AFTER))
        return days.where(row.measure.not_in(SPREAD))
    day = first_day_of(row.day, grain, dialect)
    key = (row.value, row.access_type)
    amounts = (_sum(row["count"]), _sum(row.seconds), row.bin)
    longer = sa.select(*before, day.label("day"), *key, *amounts)
    return longer.group_by(row.dimension, row.scope, row.measure, day, *key, row.bin)


def _sum(amounts: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.cast(sa.func.sum(amounts), sa.BigInteger).label(amounts.name)


def first_day_of(day: sa.ColumnElement[Any], grain: str, dialect: str) -> sa.ColumnElement[Any]:
    """The first day of the tally's month or year; the same text wherever it stands."""
    if dialect == "sqlite":
        return sa.func.date(day, sa.text(f"'start of {grain}'"))
    return sa.cast(sa.func.date_trunc(sa.text(f"'{grain}'"), day), sa.Date)
