"""A task ends although it loses what it is told."""

import asyncio

from shared.ending import ended

DEAF_TO = 3


async def test_a_task_that_loses_its_cancellations_is_asked_until_it_ends() -> None:
    lost = 0

    async def deaf() -> None:
        nonlocal lost
        while True:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                if lost == DEAF_TO:
                    raise
                lost += 1

    task = asyncio.create_task(deaf())
    await asyncio.sleep(0)
    await ended([task])
    assert task.cancelled()
    assert lost == DEAF_TO


async def test_what_ended_by_itself_or_by_an_error_is_no_trouble() -> None:
    async def done() -> None: ...

    async def fails() -> None:
        raise ValueError

    tasks = [asyncio.create_task(done()), asyncio.create_task(fails())]
    await asyncio.wait(tasks)
    await ended(tasks)
    assert isinstance(tasks[1].exception(), ValueError)
    await ended([])
