"""Tasks that end when they are asked to, however often they must be asked."""

import asyncio
from collections.abc import Iterable
from typing import Any

LOST_FOR_GOOD = 70
"""Exit code of a process that can do nothing more: its supervisor starts it again."""

ASKED_AGAIN_SECONDS = 0.1


async def ended(tasks: Iterable["asyncio.Task[Any]"]) -> None:
    """Cancel them until each is done; what they raised stays with them.

    A cancellation that meets a connection at the moment when it is refused is lost in the event
    loop: the task sees the refusal, waits and connects anew. Asked once, it would run for ever.
    """
    running = set(tasks)
    while running:
        for task in running:
            task.cancel()
        _, running = await asyncio.wait(running, timeout=ASKED_AGAIN_SECONDS)
