"""Sums that many processes may add to at once."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Table

from shared.db.bulk import Insert


def adding_up(table: Table, amounts: dict[tuple[Any, ...], list[int]]) -> Insert:
    """Adds amounts to rows by primary key; the other columns of the table are the sums, in order.

    Keys are sorted so that two processes lock the rows in the same order and never wait in a ring.
    """
    names, tail = _addition(table)
    rows = [
        dict(zip(names, (*key, *values), strict=True))
        for key, values in sorted(amounts.items(), key=lambda item: item[0])
    ]
    return Insert(table, rows, tail)


@lru_cache(maxsize=64)
def _addition(table: Table) -> tuple[tuple[str, ...], str]:
    """The columns, key first, and what is done where the key is there already."""
    keys = [column.name for column in table.primary_key.columns]
    sums = [column.name for column in table.columns if not column.primary_key]
    target = ", ".join(f'"{key}"' for key in keys)
    added = ", ".join(f'"{name}" = "{table.name}"."{name}" + excluded."{name}"' for name in sums)
    return (*keys, *sums), f"ON CONFLICT ({target}) DO UPDATE SET {added}"
