"""Rows as lists of columns, which is how the drivers take many of them at once."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache, partial
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Column, Dialect, Table
from sqlmodel.sql.sqltypes import UTCDateTime

Values = dict[str, Any]

DIALECTS: dict[str, Dialect] = {}
"""Those that rows were bound for, by name."""


class Columns(NamedTuple):
    """One list a column, bound as the driver wants them."""

    names: tuple[str, ...]
    lists: list[list[Any]]

    @classmethod
    def of(cls, table: Table, dialect: Dialect, rows: Sequence[Values]) -> "Columns":
        """Of at least one row; what a row does not name is null."""
        DIALECTS.setdefault(dialect.name, dialect)
        binders = _binders(table, dialect.name)
        names, lists = _alike(rows) or _unlike(binders, rows)
        for place, name in enumerate(names):
            if bind := binders[name]:
                lists[place] = [bind(value) for value in lists[place]]
        return cls(names, lists)


def _alike(rows: Sequence[Values]) -> "Columns | None":
    """Only the columns that are named, if all rows name the same: nearly always, since the same
    lines of code make them, and of a wide table often half."""
    names = tuple(rows[0])
    if set(map(len, rows)) != {len(names)}:
        return None
    try:
        return Columns(names, [list(map(itemgetter(name), rows)) for name in names])
    except KeyError:
        return None


def _unlike(names: Iterable[str], rows: Sequence[Values]) -> "Columns":
    """All columns of the table."""
    names = tuple(names)
    return Columns(names, [[row.get(name) for row in rows] for name in names])


@lru_cache(maxsize=256)
def _binders(table: Table, dialect_name: str) -> dict[str, Callable[[Any], Any] | None]:
    dialect = DIALECTS[dialect_name]
    return {column.name: _binder(column, dialect) for column in table.columns}


def _binder(column: Column[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    if dialect.name == "postgresql" and isinstance(column.type, UTCDateTime | Boolean):
        return None  # the driver takes aware moments and truths as they are
    bind = column.type.dialect_impl(dialect).bind_processor(dialect)
    if bind and dialect.name == "sqlite" and isinstance(column.type, UTCDateTime):
        return partial(_written, bind)
    return bind


def _written(bind: Callable[[Any], Any], value: datetime | None) -> Any:
    """A moment as its column writes it, in a fifth of the time; all else is left to the column."""
    if value is None or value.tzinfo is None:
        return bind(value)
    return value.astimezone(UTC).isoformat(" ", "microseconds")[:-6]  # all but the offset
