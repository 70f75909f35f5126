"""Which rows of a public table are hidden, so that nobody is found behind a small number.

A count of one to four is hidden, with the whole of its row, since the columns of a row can be
computed from each other. A row that is hidden alone could be computed from the total: then the
next smallest is hidden with it.
"""

from collections.abc import Sequence

LEAST = 5
"""Counts below it are not told to the public (domain D.3); nothing at all may be told."""

Row = Sequence[int]


def is_small(count: int) -> bool:
    return 0 < count < LEAST


def hidden(rows: Sequence[Row]) -> frozenset[int]:
    """The places of the rows that are not shown; `rows` are the counts of each, without totals."""
    hide = {place for place, row in enumerate(rows) if any(map(is_small, row))}
    while hide and (another := _next(rows, hide)) is not None:
        hide.add(another)
    return frozenset(hide)


def _next(rows: Sequence[Row], hide: set[int]) -> int | None:
    """Another row to hide, where what is hidden together can still be told from the total."""
    if len(hide) > 1 and not any(map(is_small, _sums(rows, hide))):
        return None
    shown = [place for place, row in enumerate(rows) if place not in hide and any(row)]
    return min(shown, key=lambda place: (sum(rows[place]), place), default=None)


def _sums(rows: Sequence[Row], hide: set[int]) -> list[int]:
    """Column by column, what the total gives away about the hidden rows together."""
    return [sum(column) for column in zip(*(rows[place] for place in sorted(hide)), strict=True)]
