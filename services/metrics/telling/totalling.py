"""Reads a year of totals, so that it is decided once for all answers what the public is told."""

from collections import OrderedDict
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics import store
from services.metrics.asking.flows import flows_of
from services.metrics.domain import ageing, deadlines, metrics, period, suppression, totals
from services.metrics.domain.figures import Flow
from services.metrics.domain.totals import Year
from services.metrics.store import Question

APART = {
    metrics.OPEN_AT_START,
    *(
        deadlines.of(what, clock)
        for what in (deadlines.OVERDUE, deadlines.RUNNING)
        for clock in deadlines.CLOCKS
    ),
}
"""What is no measure of its own, and is made of others."""


REMEMBERED = 16
"""Years that a process keeps, for as long as nothing is counted: a hundred kilobytes each."""

_years: OrderedDict[tuple[Any, ...], Year] = OrderedDict()


async def year_of(
    connection: AsyncConnection, question: Question, today: date, *, of_messages: bool = False
) -> Year:
    """The year in which the period lies, narrowed as the question is and by no group."""
    narrowed = replace(question, start=question.start.replace(month=1, day=1), end=date.max)
    state = (str(connection.engine.url), await store.changes(connection))
    key = (*state, narrowed, today, of_messages)
    if key not in _years:
        _years[key] = await _read(connection, question, today, of_messages=of_messages)
        if len(_years) > REMEMBERED:
            _years.popitem(last=False)
    return _years[key]


async def _read(
    connection: AsyncConnection, question: Question, today: date, *, of_messages: bool
) -> Year:
    of_agency = question.agency is not None
    [[bounds]] = period.levels(question.start.year)[:1]
    asked = replace(question, start=bounds[0], end=bounds[1], by="month")
    told = totals.universe(of_agency=of_agency, of_messages=of_messages)
    names = totals.measures(of_agency=of_agency, of_messages=of_messages)
    flows = await _flows(connection, asked, [one for one in names if one not in APART], stock=True)
    open_ = {} if of_messages else await _open(connection, asked, today)
    return Year(
        asked.start.year,
        told,
        totals.nothing(of_agency=of_agency, of_type=question.access_type is not None),
        tuple(totals.counted_in(one, open_.get(one.group, {})) for one in flows),
        frozenset() if of_messages else await _few_open(connection, question, today),
    )


async def _flows(
    connection: AsyncConnection, asked: Question, names: list[str], *, stock: bool = False
) -> list[Flow]:
    if asked.start >= asked.end:
        return []
    return await flows_of(connection, asked, names, stock=stock)


async def _open(
    connection: AsyncConnection, asked: Question, today: date
) -> dict[str, dict[str, int]]:
    """Month by month, what is due and has not stopped: overdue before today, running from it on."""
    cut = min(max(today, asked.start), asked.end)
    found: dict[str, dict[str, int]] = {}
    parts = (
        (deadlines.OVERDUE, replace(asked, end=cut)),
        (deadlines.RUNNING, replace(asked, start=cut)),
    )
    for what, part in parts:
        for flow in await _flows(connection, part, [*deadlines.ALL]):
            of_month = found.setdefault(flow.group, {})
            for clock in deadlines.CLOCKS:
                of_month[deadlines.of(what, clock)] = deadlines.still_open(flow, clock)
    return found


async def _few_open(connection: AsyncConnection, question: Question, today: date) -> frozenset[str]:
    tomorrow = today + timedelta(days=1)
    asked = replace(question, start=tomorrow, end=tomorrow, by="total")
    found = ageing.backlogs(await store.standing(connection, asked), "total", today)
    years = {year: {"": n} for one in found.values() for year, n in one.by_year.items()}
    return suppression.hidden(years)
