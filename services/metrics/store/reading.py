"""Reading the sums: one statement an answer, along the key, whatever the number of cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal, cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain import period
from services.metrics.domain.figures import STOCK_SIGNS, Sum
from services.metrics.domain.period import Grain
from services.metrics.domain.tallies import EVERYWHERE, Dimension, within
from services.metrics.models import RollupRow
from shared.db.transaction import table_of

ROLLUPS = table_of(RollupRow).c

By = Literal["total", "month", "office", "agency", "channel", "substance", "access_type"]
MessagesBy = Literal["total", "month", "template"]
Group = Literal["nothing", "day", "value", "access_type"]

GROUPS: dict[By | MessagesBy, Group] = {
    "total": "nothing",
    "month": "day",
    "access_type": "access_type",
}
"""What a question groups by where it is not the value of its own dimension."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which sums are wanted: of a period, grouped, of all cases or some."""

    start: date
    end: date
    by: By | MessagesBy = "total"
    agency: str | None = None
    access_type: str | None = None


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a statement is made for; all else is a parameter of it."""

    group: Group
    stock: tuple[Grain, ...]
    flow: tuple[Grain, ...]
    one_value: bool
    one_access_type: bool


def _place(question: Question) -> tuple[Dimension, str, str | None]:
    """Dimension, scope and, where only one is asked for, value of the rows to sum."""
    agency = question.agency
    across = question.by in GROUPS
    if question.by == "agency" or (across and agency is not None):
        return "agency", EVERYWHERE, agency
    scope = EVERYWHERE if agency is None else within(agency)
    return "total" if across else cast(Dimension, question.by), scope, None


async def sums(
    connection: AsyncConnection, question: Question, measures: Sequence[str], *, stock: bool
) -> list[Sum]:
    """These measures in the period and, if `stock`, what entered and left it in all time before."""
    dimension, scope, value = _place(question)
    earlier = period.before(question.start) if stock else []
    during = period.covering(question.start, question.end)
    shape = _Shape(
        group=GROUPS.get(question.by, "value"),
        stock=tuple(segment.grain for segment in earlier),
        flow=tuple(segment.grain for segment in during),
        one_value=value is not None,
        one_access_type=question.access_type is not None,
    )
    asked: dict[str, Any] = {"dimension": dimension, "scope": scope, "measures": list(measures)}
    if stock:
        asked["of_stock"] = list(STOCK_SIGNS)
    if value is not None:
        asked["value"] = value
    if question.access_type is not None:
        asked["access_type"] = question.access_type
    for place, segment in enumerate([*earlier, *during]):
        asked[f"start_{place}"] = segment.start
        asked[f"end_{place}"] = segment.end
    rows = await connection.execute(_statement(shape), asked)
    return [Sum(*row) for row in rows]


@lru_cache(maxsize=128)
def _statement(shape: _Shape) -> sa.CompoundSelect[Any]:
    """Kept, for making it costs more than running it."""
    parts = [(True, grain) for grain in shape.stock] + [(False, grain) for grain in shape.flow]
    return sa.union_all(
        *(
            _part(shape, place, before=before, grain=grain)
            for place, (before, grain) in enumerate(parts)
        )
    )


def _part(shape: _Shape, place: int, *, before: bool, grain: Grain) -> sa.Select[Any]:
    group = _group(shape, before=before)
    measures = "of_stock" if before else "measures"
    part = sa.select(
        sa.literal(before, sa.Boolean).label("before"),
        group.label("group"),
        ROLLUPS.measure,
        sa.cast(sa.func.sum(ROLLUPS["count"]), sa.BigInteger).label("count"),
        sa.cast(sa.func.sum(ROLLUPS.seconds), sa.BigInteger).label("seconds"),
    ).where(
        ROLLUPS.dimension == sa.bindparam("dimension"),
        ROLLUPS.scope == sa.bindparam("scope"),
        ROLLUPS.measure.in_(sa.bindparam(measures, expanding=True)),
        ROLLUPS.grain == grain,
        ROLLUPS.day >= sa.bindparam(f"start_{place}"),
        ROLLUPS.day < sa.bindparam(f"end_{place}"),
    )
    if shape.one_value:
        part = part.where(ROLLUPS.value == sa.bindparam("value"))
    if shape.one_access_type:
        part = part.where(ROLLUPS.access_type == sa.bindparam("access_type"))
    return part.group_by(ROLLUPS.measure, *([] if _is_constant(group) else [group]))


def _group(shape: _Shape, *, before: bool) -> sa.ColumnElement[Any]:
    match shape.group:
        case "nothing":
            return sa.literal("", sa.String)
        case "day":
            return sa.literal(None, sa.Date) if before else ROLLUPS.day
        case column:
            return ROLLUPS[column]


def _is_constant(column: sa.ColumnElement[Any]) -> bool:
    return isinstance(column, sa.BindParameter)
