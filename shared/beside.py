"""Loops that run beside a service as long as it lives, and what they wait out."""

import asyncio
import os
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from shared.ending import LOST_FOR_GOOD, ended
from shared.log import log
from shared.surroundings import nobodys_fault
from shared.trace import described


@asynccontextmanager
async def beside(work: Coroutine[Any, Any, None], name: str) -> AsyncIterator[asyncio.Task[None]]:
    """The loop runs while the block does, and is cancelled at its end."""
    task = asyncio.create_task(_watched(work, name))
    try:
        yield task
    finally:
        await ended([task])
        work.close()  # a block that ends at once cancels the task before the loop has begun


async def _watched(work: Coroutine[Any, Any, None], name: str) -> None:
    """A loop that ends by an error is a bug: better no process than a mute one."""
    try:
        await work
    except Exception as error:  # noqa: BLE001 - the process ends by it
        log.error(f"{name} ended", exc_info=error)
        os._exit(LOST_FOR_GOOD)


@contextmanager
def waiting_out(name: str) -> Iterator[None]:
    """Trouble of the surroundings ends the block and no more: the loop tries the same again.

    Whatever else goes wrong would go wrong each time, so it is not waited for.
    """
    try:
        yield
    except Exception as trouble:
        if not nobodys_fault(trouble):
            raise
        log.warning(f"{name} waits", error=described(trouble))
