"""Shows a table to somebody: whole, or without what the public is not told."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from services.metrics import store
from services.metrics.answers.backlog import kept_of
from services.metrics.answers.cells import Value, Word
from services.metrics.asking.asked import Asked
from services.metrics.domain import period, suppression
from services.metrics.domain.period import Bounds
from services.metrics.domain.span import spanning
from services.metrics.domain.suppression import SUPPRESSED, Row
from services.metrics.domain.totals import Year
from services.metrics.reports.tables import ALL, Line, Shown, Table
from services.metrics.telling import totalling
from services.metrics.telling.hiding import Look, hidden
from services.metrics.telling.nested import withheld
from services.metrics.telling.publishing import with_reports
from services.metrics.telling.withholding import counted, counts

NOBODY = ("target", "target_days")
"""Columns that count no cases."""

Cells = set[tuple[str, str]]
"""Lines and columns."""

Maker = Callable[[Asked], Awaitable[Table]]


@dataclass(frozen=True, slots=True)
class Years:
    """What may be told of the totals of each year; read once for all tables."""

    asked: Asked
    _read: dict[int, Year] = field(default_factory=dict)

    async def of(self, day: date) -> Year:
        if day.year not in self._read:
            question = replace(self.asked.question("total"), start=day, end=day)
            year = await totalling.year_of(self.asked.connection, question, self.asked.today)
            self._read[day.year] = year
        return self._read[day.year]


async def shown(make: Maker, asked: Asked, years: Years, parts: Maker | None = None) -> Table:
    """One table, without small numbers for the public; of groups of agencies, with its `parts`."""
    table = await make(asked)
    if asked.public and table.lines:
        table = await _for_anybody(make, asked, years, table, parts)
    some = (line for line in table.lines if line.key not in table.lists or any(line.values))
    return replace(table, lines=tuple(some))


async def _for_anybody(
    make: Maker, asked: Asked, years: Years, table: Table, parts: Maker | None
) -> Table:
    if table.shown != "rows":
        return replace(table, lines=tuple(_cell_by_cell(table, one) for one in table.lines))
    hide = await _hidden(make, asked, years, table, parts)
    if table.before:
        earlier = replace(asked, span=asked.span.before)
        of_before = await _hidden(make, earlier, years, await make(earlier))
        hide |= {(key, name) for name, now in table.before.items() for key in _keys(of_before, now)}
    return replace(table, lines=tuple(_without(table, line, hide) for line in table.lines))


def _without(table: Table, line: Line, hide: Cells) -> Line:
    values = zip(table.columns, line.values, strict=True)
    told = (
        SUPPRESSED if (line.key, name) in hide and value is not None else value
        for name, value in values
    )
    return replace(line, values=tuple(told))


def _keys(cells: Cells, column: str) -> Collection[str]:
    return {key for key, name in cells if name == column}


async def _hidden(
    make: Maker, asked: Asked, years: Years, table: Table, parts: Maker | None = None
) -> Cells:
    """Of totals what their year keeps back, and whole lines of groups."""
    bounds = (asked.span.start, asked.span.end)
    year = await years.of(asked.span.start)
    now = [name for name in table.columns if name not in table.before]
    hide = {
        (line.key, name)
        for line in table.lines
        for name, told_as in zip(table.columns, line.told_as, strict=False)
        if name in now and told_as in _kept_back(table, line, year, bounds)
    }
    if groups := _groups(table):
        untold, already = _untold(table, hide), frozenset[str]()
        if parts is not None:
            group_of = partial(store.group_of, await store.agencies(asked.connection))
            already = await withheld(_look(parts, asked), group_of, bounds, untold)
        rows = await hidden(_look(make, asked), *bounds, untold, already)
        if table.shares_of in year.hides(bounds):
            rows |= groups.keys()
        hide |= {(key, name) for key in rows & groups.keys() for name in now}
    return hide


def _look(make: Maker, asked: Asked) -> Look:
    """What the lines of a table show of any period."""

    async def look(start: date, end: date) -> suppression.Shown:
        return _groups(await make(replace(asked, span=spanning(start, end))))

    return look


def _kept_back(table: Table, line: Line, year: Year, bounds: Bounds) -> frozenset[str]:
    if table.standing is not None:
        view, kept = table.standing, kept_of(table.standing, year.few_open)
        return frozenset(map(view.told_as, kept))
    return year.hides(period.month(line.key) if table.rows_are == "month" else bounds)


def _groups(table: Table) -> suppression.Shown:
    """The counts of the lines that are parts of a total, by column."""
    return {line.key: _row(table, line) for line in table.lines if not line.told_as}


def _row(table: Table, line: Line) -> Row:
    values = zip(table.columns, line.values, strict=True)
    row = {
        column: count
        for name, value in values
        if name not in table.before and name not in NOBODY
        for column, count in counted(name, value).items()
    }
    return with_reports(row, line.key) if table.rows_are == "access_type" else row


def _untold(table: Table, hide: Cells) -> list[str]:
    """The columns of which the total is there and is not told."""
    totals = [line for line in table.lines if line.key == ALL]
    return [
        column
        for line in totals
        for name, value in zip(table.columns, line.values, strict=True)
        if (ALL, name) in hide and any(counts(value))
        for column in counted(name, value)
    ]


def _cell_by_cell(table: Table, line: Line) -> Line:
    told = (SUPPRESSED if _is_hidden(one, table.shown) else one for one in line.values)
    return replace(line, values=tuple(told))


def _is_hidden(value: Value, shown: Shown) -> bool:
    if shown == "cells":
        return any(map(suppression.is_small, counts(value)))
    return shown == "words" and not isinstance(value, Word)
