"""Rows as lists of columns, which is how the drivers take many of them at once."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, Dialect, Table, Uuid
from sqlalchemy.types import TypeEngine
from sqlmodel.sql.sqltypes import UTCDateTime

Values = dict[str, Any]
Bind = Callable[[Any], Any]

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
                lists[place] = _bound(lists[place], bind)
        return cls(names, lists)


def _bound(values: list[Any], bind: Bind) -> list[Any]:
    """Rows of one transaction share many of their values: what is the same is bound once."""
    bound = []
    last, written = values[0], bind(values[0])
    for value in values:
        if value is not last:
            last, written = value, bind(value)
        bound.append(written)
    return bound


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
def _binders(table: Table, dialect_name: str) -> dict[str, Bind | None]:
    dialect = DIALECTS[dialect_name]
    return {column.name: _binder(column, dialect) for column in table.columns}


def _binder(column: Column[Any], dialect: Dialect) -> Bind | None:
    if dialect.name == "postgresql" and isinstance(column.type, UTCDateTime | Boolean):
        return None  # the driver takes aware moments and truths as they are
    bind: Bind | None = column.type.dialect_impl(dialect).bind_processor(dialect)
    if bind and dialect.name == "sqlite":
        for kind, in_short in IN_SHORT:
            if isinstance(column.type, kind):
                return partial(in_short, bind)
    return bind


def _moment(bind: Bind, value: Any) -> Any:
    if value.__class__ is not datetime or value.tzinfo is None:
        return bind(value)
    return value.astimezone(UTC).isoformat(" ", "microseconds")[:-6]  # all but the offset


def _day(bind: Bind, value: Any) -> Any:
    return value.isoformat() if value.__class__ is date else bind(value)


def _id(bind: Bind, value: Any) -> Any:
    return f"{value.int:032x}" if value.__class__ is UUID else bind(value)


IN_SHORT: tuple[tuple[type[TypeEngine[Any]], Callable[[Bind, Any], Any]], ...] = (
    (UTCDateTime, _moment),
    (Date, _day),
    (Uuid, _id),
)
"""What SQLite is given for common values as SQLAlchemy's own types write them, in a fifth of the
time; they take a third of all that saving an event costs. Any other value is left to the type."""
