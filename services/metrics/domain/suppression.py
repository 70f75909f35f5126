"""Which rows of a public table are hidden, so that nobody is found behind a small number.

A count of one to four is hidden, with the whole of its row, since the columns of a row can be
computed from each other. A row that is hidden alone could be computed from the total: then the
next smallest is hidden with it.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, Literal

LEAST = 5
"""Counts below it are not told to the public (domain D.3); nothing at all may be told."""

Suppressed = Literal["suppressed"]
SUPPRESSED: Final = "suppressed"
"""Stands for a figure that the public is not told."""

Row = Sequence[int]


def is_small(count: int) -> bool:
    return 0 < count < LEAST


def hidden(rows: Sequence[Row], already: Collection[int] = ()) -> frozenset[int]:
    """The places of the rows that are not shown; `rows` are the counts of each, without totals.

    What is hidden `already` stays so.
    """
    hide = {place for place, row in enumerate(rows) if any(map(is_small, row))} | {*already}
    while hide and (another := _next(rows, hide)) is not None:
        hide.add(another)
    return frozenset(hide)


Shown = Mapping[str, Row]
"""The counts of each group of an answer, without totals."""


def hidden_together(periods: Sequence[Shown], already: Collection[str] = ()) -> frozenset[str]:
    """The groups that are shown in none of these periods, since one of them is small in one.

    Parts of the same whole are told of a group all or not at all: else the whole less the parts
    that are shown would tell the one that is not.
    """
    keys = sorted({key for period in periods for key in period})
    rows = [[count for period in periods for count in _row(period, key)] for key in keys]
    before = [place for place, key in enumerate(keys) if key in already]
    return frozenset(already) | {keys[place] for place in hidden(rows, before)}


def _row(period: Shown, key: str) -> Row:
    """Of a group that the period does not know, as many zeros as others have counts."""
    width = max((len(row) for row in period.values()), default=0)
    row = period.get(key, ())
    return [*row, *([0] * (width - len(row)))]


def _next(rows: Sequence[Row], hide: set[int]) -> int | None:
    """Another row to hide, where what is hidden together can still be told from the total."""
    if len(hide) > 1 and not any(map(is_small, _sums(rows, hide))):
        return None
    shown = [place for place, row in enumerate(rows) if place not in hide and any(row)]
    return min(shown, key=lambda place: (sum(rows[place]), place), default=None)


def _sums(rows: Sequence[Row], hide: set[int]) -> list[int]:
    """Column by column, what the total gives away about the hidden rows together."""
    return [sum(column) for column in zip(*(rows[place] for place in sorted(hide)), strict=True)]
