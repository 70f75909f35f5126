"""Shows a table to somebody: whole, or without what the public is not told."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

from services.metrics.asking import Asked
from services.metrics.cells import Value, Word
from services.metrics.domain import suppression
from services.metrics.domain.span import spanning
from services.metrics.domain.suppression import SUPPRESSED
from services.metrics.publishing import counts, hidden, keyed
from services.metrics.tables import Line, Shown, Table, without

Maker = Callable[[Asked], Awaitable[Table]]


async def shown(make: Maker, asked: Asked) -> Table:
    """One table, without small numbers for the public."""

    async def look(start: date, end: date) -> suppression.Shown:
        table = await make(replace(asked, span=spanning(start, end)))
        return keyed([one.key for one in table.lines], [one.values for one in table.lines])

    table = await make(asked)
    if not asked.public:
        return table
    if table.shown != "rows":
        return replace(table, lines=tuple(_cell_by_cell(table, one) for one in table.lines))
    by_month = table.rows_are == "month"
    return without(table, await hidden(look, asked.span.start, asked.span.end, by_month=by_month))


def _cell_by_cell(table: Table, line: Line) -> Line:
    told = (SUPPRESSED if _is_hidden(one, table.shown) else one for one in line.values)
    return replace(line, values=tuple(told))


def _is_hidden(value: Value, shown: Shown) -> bool:
    if shown == "cells":
        return any(map(suppression.is_small, counts(value)))
    return shown == "words" and not isinstance(value, Word)
