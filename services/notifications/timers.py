"""What notifications does when time passes, beside delivery: it measures what waits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.notifications import measures, store
from shared.beside import beside, waiting_out
from shared.clock import Clock
from shared.db.database import Database

MEASURE_SECONDS = 15


@asynccontextmanager
async def measuring(app: FastAPI) -> AsyncIterator[None]:
    """Runs beside the service: keeps the gauges of what waits."""
    async with beside(_keep_measuring(app.state.database, app.state.clock), "measuring"):
        yield


async def _keep_measuring(database: Database, clock: Clock) -> None:
    while True:
        with waiting_out("measuring"):
            await measure(database, clock)
        await asyncio.sleep(MEASURE_SECONDS)


async def measure(database: Database, clock: Clock) -> None:
    """Set the gauges to what the table says."""
    async with database.reading() as connection:
        count, oldest = await store.waiting(connection)
    measures.WAITING.set(count)
    age = (clock() - oldest).total_seconds() if oldest else 0.0
    measures.OLDEST_WAITING.set(max(0.0, age))
