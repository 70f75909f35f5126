"""What notifications does when time passes, beside delivery: it measures what waits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError

from services.notifications import measures, store
from shared.clock import Clock
from shared.db.database import Database
from shared.log import log

MEASURE_SECONDS = 15


@asynccontextmanager
async def measuring(app: FastAPI) -> AsyncIterator[None]:
    """Runs beside the service: keeps the gauges of what waits."""
    task = asyncio.create_task(_keep_measuring(app.state.database, app.state.clock))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _keep_measuring(database: Database, clock: Clock) -> None:
    while True:
        try:
            await measure(database, clock)
        except (DBAPIError, OSError) as trouble:
            log.warning("measuring waits", error=repr(trouble))
        await asyncio.sleep(MEASURE_SECONDS)


async def measure(database: Database, clock: Clock) -> None:
    """Set the gauges to what the table says."""
    async with database.reading() as connection:
        count, oldest = await store.waiting(connection)
    measures.WAITING.set(count)
    age = (clock() - oldest).total_seconds() if oldest else 0.0
    measures.OLDEST_WAITING.set(max(0.0, age))
