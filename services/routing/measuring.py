"""Counts, now and then, what Prometheus is told of the clocks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.routing import measures, store
from shared.beside import beside, waiting_out
from shared.clock import Clock
from shared.db.database import Database

MEASURE_SECONDS = 60


@asynccontextmanager
async def measuring(app: FastAPI) -> AsyncIterator[None]:
    """Runs beside the service."""
    async with beside(_measure(app.state.database, app.state.clock), "measuring"):
        yield


async def _measure(database: Database, clock: Clock) -> None:
    while True:
        with waiting_out("measuring"):
            await set_gauges(database, clock)
        await asyncio.sleep(MEASURE_SECONDS)


async def set_gauges(database: Database, clock: Clock) -> None:
    """The clocks of this moment."""
    async with database.reading() as connection:
        measures.OVERDUE.set(await store.overdue(connection, clock()))
