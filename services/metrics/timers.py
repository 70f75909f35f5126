"""What metrics does when time passes: it keeps the gauges of the stock."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError

from services.metrics import measures, store
from services.metrics.domain import figures
from services.metrics.domain.tallies import STOCK_FLOW
from services.metrics.store import Question
from shared.db.database import Database
from shared.events.routing import NO_AGENCY
from shared.log import log

MEASURE_SECONDS = 15

ALL_TIME = (date.min, date(9999, 1, 1))

SURROUNDINGS = (DBAPIError, OSError, TimeoutError)


@asynccontextmanager
async def measuring(app: FastAPI) -> AsyncIterator[None]:
    """Runs beside the service."""
    task = asyncio.create_task(_measure(app.state.database))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _measure(database: Database) -> None:
    while True:
        try:
            await set_gauges(database)
        except SURROUNDINGS as trouble:
            log.warning("measuring waits", error=repr(trouble))
        await asyncio.sleep(MEASURE_SECONDS)


async def set_gauges(database: Database) -> None:
    """Read the stock of today; its sums are those that the statistics show."""
    for gauge, agency in ((measures.OPEN, None), (measures.UNROUTED, NO_AGENCY)):
        question = Question(*ALL_TIME, agency=agency)
        async with database.reading() as connection:
            sums = await store.sums(connection, question, STOCK_FLOW, stock=False)
        gauge.set(figures.total(sums).open_at_end)
