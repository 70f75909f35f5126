"""Reading the sums: one statement an answer, along the key, whatever the number of cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain import period
from services.metrics.domain.figures import Sum
from services.metrics.domain.period import Grain
from services.metrics.domain.tallies import STOCK_FLOW
from services.metrics.models import RollupRow, TallyRow
from services.metrics.store.contributions import contributions, recorded_by_then
from services.metrics.store.joinings import apart_from_incidents, of_incidents
from services.metrics.store.places import (
    EVERYWHERE,
    Columns,
    Dimension,
    Place,
    counts_in,
    within,
    within_office,
)
from services.metrics.store.question import By, MessagesBy, Question
from shared.db.transaction import table_of

ROLLUPS = table_of(RollupRow).c
TALLIES = table_of(TallyRow).c

ACROSS = {"total", "month", "access_type"}
"""What a question may group by that is not a dimension of the roll-ups."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a statement is made for; all else is a parameter of it."""

    by: By | MessagesBy
    place: Place
    measures: tuple[str, ...]
    stock: tuple[Grain, ...]
    flow: tuple[Grain, ...]
    one_agency: bool
    one_office: bool
    one_access_type: bool
    of_the_past: bool
    without_incidents: bool


def _place(question: Question) -> Place:
    across = question.by in ACROSS
    one_agency, one_office = question.agency is not None, question.office is not None
    if question.by == "agency" or (across and one_agency):
        return Place("agency", each_agency=False, each_office=one_office)
    if question.by == "office" or (across and one_office):
        return Place("office", each_agency=one_agency)
    dimension = "total" if across else cast(Dimension, question.by)
    return Place(dimension, each_agency=one_agency, each_office=one_office)


async def sums(
    connection: AsyncConnection, question: Question, measures: Sequence[str], *, stock: bool
) -> list[Sum]:
    """These measures in the period and, if `stock`, what entered and left it in all time before."""
    place = _place(question)
    earlier = period.before(question.start) if stock else []
    during = period.covering(question.start, question.end, by_month=question.by == "month")
    shape = _Shape(
        by=question.by,
        place=place,
        measures=tuple(measures),
        stock=tuple(segment.grain for segment in earlier),
        flow=tuple(segment.grain for segment in during),
        one_agency=question.agency is not None,
        one_office=question.office is not None,
        one_access_type=question.access_type is not None,
        of_the_past=question.as_of is not None,
        without_incidents=question.incidents == "without",
    )
    asked = {
        "dimension": place.dimension,
        "scope": _scope(question, place),
        "agency": question.agency,
        "office": question.office,
        "access_type": question.access_type,
        "start": question.start,
        "end": question.end,
        "as_of": question.as_of,
    }
    for number, segment in enumerate([*earlier, *during]):
        asked[f"start_{number}"] = segment.start
        asked[f"end_{number}"] = segment.end
    statement, names = _statement(shape)
    here = {name: asked[name] for name in names & asked.keys()}
    return [Sum(*row) for row in (await connection.execute(statement, here)).all()]


def _scope(question: Question, place: Place) -> str:
    if place.each_agency:
        return within(question.agency or "")
    return within_office(question.office or "") if place.each_office else EVERYWHERE


@lru_cache(maxsize=256)
def _statement(shape: _Shape) -> tuple[sa.CompoundSelect[Any], frozenset[str]]:
    """The statement and the names of its parameters; kept, for making it costs more than asking."""
    parts = []
    rows: Columns = TALLIES
    if shape.of_the_past:
        known = apart_from_incidents if shape.without_incidents else recorded_by_then
        rows = cast(Columns, contributions(known=known).c)
    else:
        for number, grain in enumerate(shape.stock + shape.flow):
            parts.append(_folded(shape, number, grain, before=number < len(shape.stock)))
    times = (True, False) if shape.stock else (False,)
    parts += [_counted(shape, rows, before=before) for before in times]
    if shape.without_incidents and not shape.of_the_past:
        left_out = cast(Columns, contributions(known=of_incidents).c)
        parts += [_counted(shape, left_out, before=before, sign=-1) for before in times]
    statement = sa.union_all(*parts)
    return statement, frozenset(statement.compile().params)


def _folded(shape: _Shape, number: int, grain: Grain, *, before: bool) -> sa.Select[Any]:
    """What the roll-ups hold of a segment."""
    part = _select(shape, ROLLUPS, ROLLUPS.value, before=before).where(
        ROLLUPS.dimension == sa.bindparam("dimension"),
        ROLLUPS.scope == sa.bindparam("scope"),
        ROLLUPS.grain == _constant(grain),
        ROLLUPS.day >= sa.bindparam(f"start_{number}"),
        ROLLUPS.day < sa.bindparam(f"end_{number}"),
    )
    dimension = shape.place.dimension
    if (dimension, True) in (("agency", shape.one_agency), ("office", shape.one_office)):
        part = part.where(ROLLUPS.value == sa.bindparam(dimension))
    return part


def _counted(shape: _Shape, rows: Columns, *, before: bool, sign: int = 1) -> sa.Select[Any]:
    """What single counts add up to: not folded into the roll-ups yet, or made of facts."""
    value = rows.get(shape.place.dimension)
    part = _select(shape, rows, value, before=before, sign=sign)
    part = part.where(counts_in(shape.place, rows))
    if before:
        part = part.where(rows.day < sa.bindparam("start"))
    else:
        part = part.where(rows.day >= sa.bindparam("start"), rows.day < sa.bindparam("end"))
    if shape.one_agency:
        part = part.where(rows.agency == sa.bindparam("agency"))
    return part.where(rows.office == sa.bindparam("office")) if shape.one_office else part


def _select(
    shape: _Shape,
    rows: Columns,
    value: sa.ColumnElement[Any] | None,
    *,
    before: bool,
    sign: int = 1,
) -> sa.Select[Any]:
    """The columns of `Sum`, grouped as asked."""
    measures = STOCK_FLOW if before else shape.measures
    group: sa.ColumnElement[Any] | None = value
    constant: sa.ColumnElement[Any] = _constant("")
    if shape.by == "month":
        group = None if before else rows.day
        constant = sa.cast(sa.null(), sa.Date)
    elif shape.by == "access_type":
        group = rows.access_type
    elif shape.by == "total":
        group = None
    part = sa.select(
        sa.literal_column("1" if before else "0", sa.Integer).label("before"),
        (constant if group is None else group).label("group"),
        rows.measure,
        *(
            (sign * sa.cast(sa.func.sum(rows[name]), sa.BigInteger)).label(name)
            for name in ("count", "seconds")
        ),
    ).where(rows.measure.in_([_constant(measure) for measure in measures]))
    if shape.one_access_type:
        part = part.where(rows.access_type == sa.bindparam("access_type"))
    return part.group_by(rows.measure, *([] if group is None else [group]))


def _constant(word: str) -> sa.ColumnElement[str]:
    """A word of ours in the text of the statement: a parameter less to bind with every question."""
    return sa.literal_column(f"'{word}'", sa.String)
