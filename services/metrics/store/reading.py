"""Reading the sums: one statement an answer, along the key, whatever the number of cases."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain import period
from services.metrics.domain.figures import Sum
from services.metrics.domain.period import Grain
from services.metrics.domain.tallies import BETWEEN_TYPES, STOCK_FLOW
from services.metrics.models import RollupRow, TallyRow
from services.metrics.store.campaigns import of_campaigns
from services.metrics.store.contributions import Known, contributions, everything, recorded_by_then
from services.metrics.store.days import ordinal
from services.metrics.store.joinings import apart_from_incidents, of_incidents, outside_incidents
from services.metrics.store.places import OFFICES, SPREAD, Columns, counts_in
from services.metrics.store.question import Question
from services.metrics.store.registry import by_agency, in_groups
from services.metrics.store.scopes import of_all_offices
from services.metrics.store.shapes import Shape, shape_of, told
from shared.db.transaction import table_of

ROLLUPS = table_of(RollupRow).c
TALLIES = table_of(TallyRow).c
SPREAD_OVER = frozenset(SPREAD)


async def sums(
    connection: AsyncConnection, question: Question, measures: Sequence[str], *, stock: bool
) -> list[Sum]:
    """These measures in the period and, if `stock`, what entered and left it in all time before."""
    of_whom, question = question, by_agency(question)
    if question.by != "access_type" and question.access_type is None:
        measures = [one for one in measures if one not in BETWEEN_TYPES]
    earlier = period.before(question.start) if stock else []
    during = period.covering(question.start, question.end, by_month=question.by == "month")
    shape = shape_of(question, measures, earlier, during)
    statement, names = _statement(shape)
    asked = told(question, [*earlier, *during])
    here = {name: asked[name] for name in names & asked.keys()}
    found = [Sum(*row) for row in (await connection.execute(statement, here)).all()]
    return await in_groups(connection, of_whom, found)


@lru_cache(maxsize=256)
def _statement(shape: Shape) -> tuple[sa.CompoundSelect[Any], frozenset[str]]:
    """The statement and the names of its parameters; kept, for making it costs more than asking."""
    statement = sa.union_all(*parts_of(shape))
    return statement, frozenset(statement.compile().params)


def parts_of(shape: Shape) -> list[sa.Select[Any]]:
    """What the roll-ups hold, what waits among the tallies, and what is left out again."""
    if shape.by == "campaign":
        return _of_campaigns(shape)
    parts = []
    rows: Columns = TALLIES
    edges: list[int] = []
    if shape.of_the_past:
        known = apart_from_incidents if shape.without_incidents else recorded_by_then
        rows = cast(Columns, contributions(known=known, measures=_wanted(shape)).c)
    else:
        for number, grain in enumerate(shape.stock + shape.flow):
            before = number < len(shape.stock)
            parts.append(_folded(shape, number, grain, before=before))
            if grain == "day" and not before and not SPREAD_OVER.isdisjoint(shape.measures):
                edges.append(number)
    times = (True, False) if shape.stock else (False,)
    counted = [_counted(shape, rows, before=before) for before in times]
    parts += [_apart_from(part, rows, edges) for part in counted]
    parts += [_at_edge(shape, number) for number in edges]
    if shape.without_incidents and not shape.of_the_past:
        wanted = _wanted(shape)
        left_out = cast(Columns, contributions(known=of_incidents, measures=wanted).c)
        parts += [_counted(shape, left_out, before=before, sign=-1) for before in times]
    return parts


def _wanted(shape: Shape) -> frozenset[str]:
    """All measures of the statement."""
    return frozenset((*shape.measures, *(STOCK_FLOW if shape.stock else ())))


def _of_campaigns(shape: Shape) -> list[sa.Select[Any]]:
    """What the facts of campaigns say; no roll-up holds it."""
    known: Known
    if shape.of_the_past:
        known = apart_from_incidents if shape.without_incidents else recorded_by_then
    else:
        known = outside_incidents if shape.without_incidents else everything
    rows = cast(Columns, of_campaigns(known, _wanted(shape)).c)
    times = (True, False) if shape.stock else (False,)
    return [_counted(shape, rows, before=before) for before in times]


def _apart_from(part: sa.Select[Any], rows: Columns, edges: Sequence[int]) -> sa.Select[Any]:
    """Without the days that are read from the facts: those know what is not folded yet, too."""
    for number in edges:
        elsewhere = sa.not_(_within_days(rows, number))
        part = part.where(sa.or_(rows.measure.not_in(SPREAD), elsewhere))
    return part


def _at_edge(shape: Shape, number: int) -> sa.Select[Any]:
    """Of single days at the edge of the period what no roll-up holds, made of the facts."""
    among = SPREAD_OVER.intersection(shape.measures)
    rows = cast(Columns, contributions(measures=among).c)
    part = _counted(shape, rows, before=False)
    return part.where(rows.measure.in_(SPREAD), _within_days(rows, number))


def _within_days(rows: Columns, number: int) -> sa.ColumnElement[bool]:
    start: sa.ColumnElement[Any] = sa.bindparam(f"start_{number}")
    end: sa.ColumnElement[Any] = sa.bindparam(f"end_{number}")
    return sa.and_(rows.day >= start, rows.day < end)


def _folded(shape: Shape, number: int, grain: Grain, *, before: bool) -> sa.Select[Any]:
    """What the roll-ups hold of a segment."""
    dimension = shape.place.dimension
    office = sa.func.substr(ROLLUPS.scope, len(OFFICES) + 1, type_=sa.String)
    value: sa.ColumnElement[str] = office if shape.by == "office" else ROLLUPS.value
    part = _select(shape, ROLLUPS, value, before=before).where(
        ROLLUPS.dimension == sa.bindparam("dimension"),
        ROLLUPS.grain == _constant(grain),
        ROLLUPS.day >= sa.bindparam(f"start_{number}"),
        ROLLUPS.day < sa.bindparam(f"end_{number}"),
    )
    if shape.place.each_agency or shape.one_office:
        part = part.where(ROLLUPS.scope == sa.bindparam("scope"))
    else:
        part = part.where(of_all_offices(ROLLUPS.scope, _constant(dimension)))
    if dimension == "agency" and shape.one_agency:
        part = part.where(ROLLUPS.value == sa.bindparam("agency"))
    return part


def _counted(shape: Shape, rows: Columns, *, before: bool, sign: int = 1) -> sa.Select[Any]:
    """What single counts add up to: not folded into the roll-ups yet, or made of facts."""
    value = rows.get("office" if shape.by == "office" else shape.place.dimension)
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
    shape: Shape,
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
    if shape.bins is not None:
        of_bin = rows.bin if shape.bins == "bin" else ordinal(rows.day)
        part = part.add_columns(of_bin.label("bin")).group_by(of_bin)
    return part.group_by(rows.measure, *([] if group is None else [group]))


def _constant(word: str) -> sa.ColumnElement[str]:
    """A word of ours in the text of the statement: a parameter less to bind with every question."""
    return sa.literal_column(f"'{word}'", sa.String)
