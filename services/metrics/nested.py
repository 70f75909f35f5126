"""Which groups of agencies the public is not told, so that no agency is computed from them."""

from collections.abc import Callable
from datetime import date

from services.metrics.domain import nesting, period
from services.metrics.domain.suppression import Shown
from services.metrics.publishing import Look, hidden

GroupOf = Callable[[str], str]


async def withheld(agencies: Look, group_of: GroupOf, start: date, end: date) -> frozenset[str]:
    """By what is shown of the agencies themselves; raises `NotForThePublic`."""
    kept: dict[tuple[date, date], Shown] = {}

    async def look(*bounds: date) -> Shown:
        first, last = bounds
        if (first, last) not in kept:
            kept[first, last] = await agencies(first, last)
        return kept[first, last]

    hide = await hidden(look, start, end)
    looks = [await look(*one) for level in period.family(start, end) or [] for one in level]
    keys = {key for shown in looks for key in shown}
    width = max((len(row) for shown in looks for row in shown.values()), default=0)
    nothing = [0] * width
    parts = {key: [n for shown in looks for n in shown.get(key, nothing)] for key in keys}
    return nesting.hidden_groups(parts, hide, group_of)
