"""What metrics does when time passes: it folds what was counted, and measures the stock."""

import asyncio
import os
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError

from services.metrics import measures, store
from services.metrics.domain import figures
from services.metrics.domain.tallies import STOCK_FLOW
from services.metrics.store import Question
from shared.bus.bus import LOST_FOR_GOOD
from shared.db.database import Database
from shared.events.routing import NO_AGENCY
from shared.log import log

FOLD_SECONDS = 0.5
"""Until then a count waits among the tallies, where it is read as well: answers never wait."""

MANY = 5_000
"""Tallies in one fold; where there were so many, more have come meanwhile."""

MEASURE_SECONDS = 15

ALL_TIME = (date.min, date(9999, 1, 1))

SURROUNDINGS = (DBAPIError, OSError, TimeoutError)


@asynccontextmanager
async def folding(app: FastAPI) -> AsyncIterator[None]:
    """Runs beside the service: keeps the tallies few."""
    async with _beside(_fold(app.state.database)):
        yield


@asynccontextmanager
async def measuring(app: FastAPI) -> AsyncIterator[None]:
    """Runs beside the service: keeps the gauges of the stock."""
    async with _beside(_measure(app.state.database)):
        yield


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(_watched(work))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _watched(work: Coroutine[Any, Any, None]) -> None:
    """A loop that ends by an error is a bug: better no process than one that counts for nobody."""
    try:
        await work
    except Exception as error:  # noqa: BLE001 - the process ends by it
        log.error("a timer ended", exc_info=error)
        os._exit(LOST_FOR_GOOD)


async def _fold(database: Database) -> None:
    while True:
        folded = 0
        try:
            folded = await store.fold(database)
        except SURROUNDINGS as trouble:
            # The database is away, or another instance folded the same: nothing is lost by it.
            log.warning("folding waits", error=repr(trouble))
        if folded < MANY:
            await asyncio.sleep(FOLD_SECONDS)


async def _measure(database: Database) -> None:
    while True:
        try:
            await set_gauges(database)
        except SURROUNDINGS as trouble:
            log.warning("measuring waits", error=repr(trouble))
        await asyncio.sleep(MEASURE_SECONDS)


async def set_gauges(database: Database) -> None:
    """Read the stock of this moment; its sums are those that the statistics show."""
    for gauge, agency in ((measures.OPEN, None), (measures.UNROUTED, NO_AGENCY)):
        question = Question(*ALL_TIME, agency=agency)
        async with database.reading() as connection:
            sums = await store.sums(connection, question, STOCK_FLOW, stock=False)
        gauge.set(figures.total(sums).open_at_end)
