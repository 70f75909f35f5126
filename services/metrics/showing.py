"""Shows a table to somebody: whole, or without what the public is not told."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from functools import partial

from services.metrics import store
from services.metrics.asking import Asked
from services.metrics.cells import Value, Word
from services.metrics.domain import suppression
from services.metrics.domain.span import spanning
from services.metrics.domain.suppression import SUPPRESSED
from services.metrics.nested import withheld
from services.metrics.publishing import Look, counts, hidden
from services.metrics.tables import ALL, Line, Shown, Table, without

Maker = Callable[[Asked], Awaitable[Table]]


async def shown(make: Maker, asked: Asked, parts: Maker | None = None) -> Table:
    """One table, without small numbers for the public; of groups of agencies, with its `parts`."""

    table = await make(asked)
    if not asked.public:
        return table
    if table.shown != "rows":
        return replace(table, lines=tuple(_cell_by_cell(table, one) for one in table.lines))
    by_month = table.rows_are == "month"
    bounds = (asked.span.start, asked.span.end)
    already: frozenset[str] = frozenset()
    if parts is not None:
        known = await store.agencies(asked.connection)
        group_of = partial(store.group_of, known)
        already = await withheld(_rows_of(parts, asked, but=ALL), group_of, *bounds)
    look = _rows_of(make, asked)
    return without(table, await hidden(look, *bounds, by_month=by_month, already=already))


def _rows_of(make: Maker, asked: Asked, but: str | None = None) -> Look:
    """What the lines of a table show of any period."""

    async def look(start: date, end: date) -> suppression.Shown:
        table = await make(replace(asked, span=spanning(start, end)))
        lines = [one for one in table.lines if one.key != but]
        return {one.key: [n for value in one.values for n in counts(value)] for one in lines}

    return look


def _cell_by_cell(table: Table, line: Line) -> Line:
    told = (SUPPRESSED if _is_hidden(one, table.shown) else one for one in line.values)
    return replace(line, values=tuple(told))


def _is_hidden(value: Value, shown: Shown) -> bool:
    if shown == "cells":
        return any(map(suppression.is_small, counts(value)))
    return shown == "words" and not isinstance(value, Word)
