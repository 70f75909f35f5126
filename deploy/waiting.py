"""Waits until the statistics know what was sent, as long as they still grow."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

from deploy.deeds import STANDSTILL_SECONDS

LOOK_SECONDS = 0.1

Counted = Mapping[str, int]


async def until_counted(
    count: Callable[[], Awaitable[Counted]], wanted: Counted, tell: Callable[[int], None]
) -> bool:
    """Whether each count has come to what is wanted; False once nothing moves for long.

    `tell` hears how much of all that is wanted is there.
    """
    most = -1
    moved = time.monotonic()
    while True:
        found = await count()
        there = sum(min(found.get(name, 0), goal) for name, goal in wanted.items())
        tell(there)
        if there == sum(wanted.values()):
            return True
        if there > most:
            most, moved = there, time.monotonic()
        elif time.monotonic() - moved > STANDSTILL_SECONDS:
            return False
        await asyncio.sleep(LOOK_SECONDS)
