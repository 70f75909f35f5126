"""Which groups the public is not shown, in any period that could give one of them away."""

from collections.abc import Awaitable, Callable, Collection
from datetime import date

from services.metrics.domain import period, suppression
from services.metrics.domain.suppression import Shown
from shared.errors import Unacceptable

Look = Callable[[date, date], Awaitable[Shown]]
"""What the same question shows of another period: the counts of each key, without the total."""


class NotForThePublic(Unacceptable):
    """Of days that anybody chooses, two answers less each other would tell of one case."""

    code = "not-for-the-public"


def family(start: date, end: date) -> list[list[period.Bounds]]:
    """The periods that the public may ask for beside this one; raises `NotForThePublic`."""
    levels = period.family(start, end)
    if levels is None:
        raise NotForThePublic(
            "Without a token figures are told of whole months, quarters or years."
        )
    return levels


async def hidden(
    look: Look,
    start: date,
    end: date,
    untold: Collection[str] = (),
    already: frozenset[str] = frozenset(),
) -> frozenset[str]:
    """The keys that are not shown, so that no other public period gives them away.

    `untold` are the columns of which the total is not told; what is hidden `already` stays so.
    Raises `NotForThePublic`.
    """
    hide = already
    for level in family(start, end):
        looks = [await look(*bounds) for bounds in level]
        hide |= suppression.hidden_together(looks, hide, untold)
    return hide
