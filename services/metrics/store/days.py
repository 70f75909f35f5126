"""Days as numbers, in the words of each database."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class ordinal(GenericFunction[int]):  # noqa: N801 - written as the function that it is
    """A day as `date.toordinal` has it: 1 is the first of January of year 1."""

    type = sa.Integer()
    inherit_cache = True
    name = "ordinal"


@compiles(ordinal, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **told: Any) -> str:
    [day] = element.clauses
    return f"({compiler.process(day, **told)} - DATE '0001-01-01' + 1)"


@compiles(ordinal, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **told: Any) -> str:
    """The Julian day of the evening before the first of January of year 1 is 1721424.5."""
    [day] = element.clauses
    return f"CAST(julianday({compiler.process(day, **told)}) - 1721424.5 AS INTEGER)"
