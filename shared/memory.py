"""Giving memory back: after a rush of events a third of a process's heap is free and still held."""

import asyncio
import ctypes
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import process_time

from shared.beside import beside

LOOK_SECONDS = 0.25
QUIET = 0.1
"""Of a core, at most: then nobody is waiting who would notice the hundredth of a second."""

WORTH_SECONDS = 0.25
"""Of work since the last time; what is given back must be asked for again."""


def _no_trim(_: int) -> int:
    return 0


# Of glibc alone; other C libraries give back by themselves, or never.
_trim: Callable[[int], int] = getattr(ctypes.CDLL(None), "malloc_trim", _no_trim)


def give_back() -> None:
    """Return free pages to the system: the allocator keeps them, wherever they lie."""
    gc.collect()
    _trim(0)


@asynccontextmanager
async def giving_back() -> AsyncIterator[None]:
    """Runs beside a service: whenever it comes to rest after work."""
    async with beside(_whenever_at_rest(), "giving memory back"):
        yield


async def _whenever_at_rest() -> None:
    given = process_time()
    while True:
        before = process_time()
        await asyncio.sleep(LOOK_SECONDS)
        now = process_time()
        if now - before <= QUIET * LOOK_SECONDS and now - given >= WORTH_SECONDS:
            give_back()
            given = process_time()
