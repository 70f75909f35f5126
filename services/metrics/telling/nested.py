"""Which groups of agencies the public is not told, so that no agency is computed from them."""

from collections.abc import Callable, Collection
from datetime import date

from services.metrics.domain import nesting
from services.metrics.domain.period import Bounds
from services.metrics.domain.suppression import Shown, abreast
from services.metrics.telling.hiding import Look, family, hidden

GroupOf = Callable[[str], str]


async def withheld(
    agencies: Look, group_of: GroupOf, bounds: Bounds, untold: Collection[str] = ()
) -> frozenset[str]:
    """By what is shown of the agencies themselves; raises `NotForThePublic`."""
    kept: dict[Bounds, Shown] = {}

    async def look(*one: date) -> Shown:
        first, last = one
        if (first, last) not in kept:
            kept[first, last] = await agencies(first, last)
        return kept[first, last]

    hide = await hidden(look, *bounds, untold)
    looks = [await look(*one) for level in family(*bounds) for one in level]
    return nesting.hidden_groups(abreast(looks), hide, group_of)
