"""Waiting for something to become true, with a limit: no test sleeps."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

PAUSE = 0.02


async def until(
    question: Callable[[], Awaitable[T]], limit: float = 15.0, pause: float = PAUSE
) -> T:
    """The first answer that is true; fails with the last answer when the time is up."""
    ends = time.monotonic() + limit
    while True:
        answer = await question()
        if answer:
            return answer
        if time.monotonic() > ends:
            raise AssertionError(f"still {answer!r} after {limit} s")
        await asyncio.sleep(pause)
