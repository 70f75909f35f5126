"""Many rows in one statement, from plain values: building an ORM object a row costs more than
the rest of a message's way (51 µs against less than 1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Dialect, Table
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db.columns import DIALECTS, Columns, Values
from shared.db.sqlite import Statement

COPY_FROM = 300
"""Rows from which on COPY's further round trips cost less than it saves: half of each row."""


@dataclass(frozen=True, slots=True)
class Insert:
    """Rows for one table; `tail` is an ON CONFLICT clause that both databases understand."""

    table: Table
    rows: Sequence[Values]
    tail: str = ""


@lru_cache(maxsize=512)
def _insert_for_postgresql(table: Table, names: tuple[str, ...], tail: str, first: int = 1) -> str:
    """One bound array a column, from parameter `first` on."""
    dialect = DIALECTS["postgresql"]
    types = [table.c[name].type.compile(dialect) for name in names]
    arrays = ", ".join(f"${place}::{kind}[]" for place, kind in enumerate(types, first))
    # Names come from our own table classes; every value is bound.
    return f'INSERT INTO "{table.name}" ({_quoted(names)}) SELECT * FROM unnest({arrays}) {tail}'  # noqa: S608


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


@lru_cache(maxsize=512)
def _inserts_for_postgresql(targets: tuple[tuple[Table, tuple[str, ...], str], ...]) -> str:
    """All of them as one statement; foreign keys are checked when it ends."""
    *before, last = targets
    first = 1
    parts = []
    for rank, (table, names, tail) in enumerate(before):
        parts.append(f"i{rank} AS ({_insert_for_postgresql(table, names, tail, first)})")
        first += len(names)
    final = _insert_for_postgresql(*last, first)
    return f"WITH {', '.join(parts)} {final}" if parts else final


@lru_cache(maxsize=256)
def _insert_for_sqlite(table: Table, names: tuple[str, ...], tail: str) -> str:
    marks = ", ".join("?" for _ in names)
    return f'INSERT INTO "{table.name}" ({_quoted(names)}) VALUES ({marks}) {tail}'  # noqa: S608


async def insert_all(connection: AsyncConnection, inserts: Sequence[Insert]) -> None:
    """Insert rows into several tables: one statement and one round trip on PostgreSQL, or COPY
    for many rows. Parents before children: a foreign key may be checked after each table."""
    inserts = [insert for insert in inserts if insert.rows]
    dialect = connection.dialect
    if dialect.name == "postgresql" and inserts:
        columns = [Columns.of(insert.table, dialect, insert.rows) for insert in inserts]
        many = sum(len(insert.rows) for insert in inserts) >= COPY_FROM
        if many and await _copy(connection, inserts, columns):
            return
        targets = tuple(
            (insert.table, of.names, insert.tail)
            for insert, of in zip(inserts, columns, strict=True)
        )
        statement = _inserts_for_postgresql(targets)
        lists = chain.from_iterable(of.lists for of in columns)
        await connection.exec_driver_sql(statement, tuple(lists))
        return
    for statement, rows in statements(inserts, dialect):
        await connection.exec_driver_sql(statement, rows)


def statements(inserts: Sequence[Insert], dialect: Dialect) -> list[Statement]:
    """The same for SQLite: one for each table, with its rows."""
    made: list[Statement] = []
    for insert in inserts:
        if insert.rows:
            names, lists = Columns.of(insert.table, dialect, insert.rows)
            statement = _insert_for_sqlite(insert.table, names, insert.tail)
            made.append((statement, list(zip(*lists, strict=True))))
    return made


async def _copy(
    connection: AsyncConnection, inserts: Sequence[Insert], columns: Sequence[Columns]
) -> bool:
    """Copy rows in, in one transaction; what has a tail follows as a statement.

    False: nothing was written. The statement that is tried next fails with the usual error.
    """
    from asyncpg import InterfaceError, PostgresError  # noqa: PLC0415 - absent from SQLite's memory

    driver = (await connection.get_raw_connection()).driver_connection
    if driver is None:
        return False
    try:
        async with driver.transaction():
            for insert, (names, lists) in zip(inserts, columns, strict=True):
                if insert.tail:
                    statement = _insert_for_postgresql(insert.table, names, insert.tail)
                    await driver.execute(statement, *lists)
                else:
                    await driver.copy_records_to_table(
                        insert.table.name,
                        columns=names,
                        records=list(zip(*lists, strict=True)),
                    )
    except (PostgresError, InterfaceError):
        return False
    return True


async def insert_new(
    connection: AsyncConnection, table: Table, key: str, rows: Sequence[Values]
) -> set[Any]:
    """Insert the rows whose key is not there yet; answer the keys that were new.

    One statement on PostgreSQL. On SQLite the writer is alone, so two statements see the same.
    """
    column = table.c[key]
    if connection.dialect.name == "postgresql":
        names, lists = Columns.of(table, connection.dialect, rows)
        tail = f'ON CONFLICT DO NOTHING RETURNING "{key}"'
        statement = _insert_for_postgresql(table, names, tail)
        result = await connection.exec_driver_sql(statement, tuple(lists))
        decode = column.type.dialect_impl(connection.dialect).result_processor(
            connection.dialect, None
        )
        return {decode(value) if decode else value for (value,) in result}
    keys = [row[key] for row in rows]
    known = set((await connection.execute(column_select(table, key, keys))).scalars())
    fresh: dict[Any, Values] = {row[key]: row for row in rows if row[key] not in known}
    await insert_all(connection, [Insert(table, list(fresh.values()))])
    return set(fresh)


def column_select(table: Table, key: str, keys: Sequence[Any]) -> Any:
    """Select the keys that exist."""
    column = table.c[key]
    return column.table.select().with_only_columns(column).where(column.in_(keys))


async def delete_many(
    connection: AsyncConnection, table: Table, key: str, keys: Sequence[Any]
) -> None:
    """Delete rows by key on PostgreSQL: one bound array, however many they are."""
    kind = table.c[key].type.compile(connection.dialect)
    statement = f'DELETE FROM "{table.name}" WHERE "{key}" = ANY($1::{kind}[])'  # noqa: S608
    await connection.exec_driver_sql(statement, (list(keys),))


def deletion(table: Table, key: str, keys: Sequence[Any], dialect: Dialect) -> Statement:
    """The same for SQLite."""
    [bound] = Columns.of(table, dialect, [{key: one} for one in keys]).lists
    return f'DELETE FROM "{table.name}" WHERE "{key}" = ?', [(one,) for one in bound]  # noqa: S608
