"""Sums that many processes may add to at once."""

from typing import Any

from sqlalchemy import Table

from shared.db.bulk import Insert


def adding_up(table: Table, amounts: dict[tuple[Any, ...], list[int]]) -> Insert:
    """Adds amounts to rows by primary key; the other columns of the table are the sums, in order.

    Keys are sorted so that two processes lock the rows in the same order and never wait in a ring.
    """
    keys = [column.name for column in table.primary_key.columns]
    sums = [column.name for column in table.columns if not column.primary_key]
    rows = [
        {**dict(zip(keys, key, strict=True)), **dict(zip(sums, values, strict=True))}
        for key, values in sorted(amounts.items(), key=lambda item: item[0])
    ]
    target = ", ".join(f'"{key}"' for key in keys)
    added = ", ".join(f'"{name}" = "{table.name}"."{name}" + excluded."{name}"' for name in sums)
    return Insert(table, rows, f"ON CONFLICT ({target}) DO UPDATE SET {added}")
