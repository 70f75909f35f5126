"""What metrics does when time passes: it folds what was counted, and measures the stock."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime

from fastapi import FastAPI

from services.metrics import measures, offices, store
from services.metrics.domain import deadlines, figures
from services.metrics.domain.tallies import STOCK_FLOW
from services.metrics.store import Question
from shared.beside import beside, waiting_out
from shared.clock import Clock
from shared.db.database import Database
from shared.events.routing import NO_AGENCY

FOLD_SECONDS = 0.5
"""Until then a count waits among the tallies, where it is read as well: answers never wait."""

MANY = 5_000
"""Tallies in one fold; where there were so many, more have come meanwhile."""

MEASURE_SECONDS = 15

ALL_TIME = (date.min, date(9999, 1, 1))


@asynccontextmanager
async def folding(app: FastAPI) -> AsyncIterator[None]:
    """Runs beside the service: keeps the tallies few."""
    async with beside(_fold(app.state.database), "folding"):
        yield


@asynccontextmanager
async def measuring(app: FastAPI) -> AsyncIterator[None]:
    """Runs beside the service: keeps the gauges of the stock."""
    async with beside(_measure(app.state.database, app.state.clock), "measuring"):
        yield


async def _fold(database: Database) -> None:
    while True:
        folded = 0
        # The database is away, or another instance folded the same: nothing is lost by it.
        with waiting_out("folding"):
            folded = await store.fold(database)
        if folded < MANY:
            await asyncio.sleep(FOLD_SECONDS)


async def _measure(database: Database, clock: Clock) -> None:
    while True:
        with waiting_out("measuring"):
            await set_gauges(database, clock())
        await asyncio.sleep(MEASURE_SECONDS)


async def set_gauges(database: Database, now: datetime) -> None:
    """Read the stock of this moment; its sums are those that the statistics show."""
    today = now.astimezone(offices.default_zone()).date()
    over = Question(date.min, today)
    async with database.reading() as connection:
        for gauge, agency in ((measures.OPEN, None), (measures.UNROUTED, NO_AGENCY)):
            question = Question(*ALL_TIME, agency=agency)
            sums = await store.sums(connection, question, STOCK_FLOW, stock=False)
            gauge.set(figures.total(sums).open_at_end)
        kept = figures.total(await store.sums(connection, over, deadlines.ALL, stock=False))
    for clock in deadlines.CLOCKS:
        overdue = deadlines.still_open(kept, clock)
        measures.OVERDUE.labels(clock).set(overdue)
        measures.MISSED.labels(clock).set(overdue + kept[deadlines.of(deadlines.LATE, clock)])
