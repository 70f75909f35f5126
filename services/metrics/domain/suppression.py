"""Which rows of a public table are hidden, so that nobody is found behind a small number.

A count of one to four is hidden, with the whole of its row, since the columns of a row can be
computed from each other. A row that is hidden alone could be computed from the total: then the
next smallest is hidden with it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, Literal

LEAST = 5
"""Counts below it are not told to the public (domain D.3); nothing at all may be told."""

Suppressed = Literal["suppressed"]
SUPPRESSED: Final = "suppressed"
"""Stands for a figure that the public is not told."""

Row = Mapping[str, int]
"""The counts of a group, by the names of their columns."""

Shown = Mapping[str, Row]
"""The rows of an answer by group, without totals."""


def is_small(count: int) -> bool:
    return 0 < count < LEAST


def hidden(
    rows: Shown, already: Collection[str] = (), untold: Collection[str] = ()
) -> frozenset[str]:
    """The groups that are not shown. What is hidden `already` stays so.

    The totals of `untold` columns are hidden: so something of each of them is hidden here, too.
    """
    hide = {key for key, row in rows.items() if any(map(is_small, row.values()))} | {*already}
    while (another := _next(rows, hide, untold)) is not None:
        hide.add(another)
    return frozenset(hide)


def hidden_together(
    periods: Sequence[Shown], already: Collection[str] = (), untold: Collection[str] = ()
) -> frozenset[str]:
    """The groups that are shown in none of these periods, since one of them is small in one.

    Parts of the same whole are told of a group all or not at all: else the whole less the parts
    that are shown would tell the one that is not.
    """
    rows = abreast(periods)
    columns = [f"{number} {name}" for number in range(len(periods)) for name in untold]
    return frozenset(already) | hidden(rows, rows.keys() & {*already}, columns)


def abreast(periods: Sequence[Shown]) -> Shown:
    """Each group with the columns of all periods."""
    return {
        key: {
            f"{number} {name}": count
            for number, period in enumerate(periods)
            for name, count in period.get(key, {}).items()
        }
        for key in sorted({key for period in periods for key in period})
    }


def _next(rows: Shown, hide: set[str], untold: Collection[str]) -> str | None:
    """Another row to hide, where what is hidden together can still be told from the total."""
    together = added([rows[key] for key in hide if key in rows])
    shown = {key: row for key, row in rows.items() if key not in hide and any(row.values())}
    lacking = [name for name in untold if not together.get(name)]
    helping = {key for key, row in shown.items() if any(row.get(name) for name in lacking)}
    if not helping and (not hide or (len(hide) > 1 and not any(map(is_small, together.values())))):
        return None
    order = sorted(helping or shown, key=lambda key: (sum(rows[key].values()), key))
    return order[0] if order else None


def added(rows: Iterable[Row]) -> Row:
    """Column by column, what the total gives away about hidden rows together."""
    together: dict[str, int] = {}
    for row in rows:
        for name, count in row.items():
            together[name] = together.get(name, 0) + count
    return together
