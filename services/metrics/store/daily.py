"""Reading how many cases of each sector came to each agency, day by day."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.tallies import COHORT_MOVED, OPENED
from services.metrics.models import RollupRow, TallyRow
from services.metrics.store.contributions import contributions, recorded_by_then
from services.metrics.store.joinings import apart_from_incidents, of_incidents
from services.metrics.store.places import Columns, within
from services.metrics.store.question import Question
from services.metrics.store.scopes import of_all_offices
from shared.db.transaction import table_of

ROLLUPS, TALLIES = table_of(RollupRow).c, table_of(TallyRow).c
COMING = (OPENED, COHORT_MOVED)
"""What comes to an agency, by the day of registration: what is verified by hand or placed by staff
is first opened elsewhere, and moves there with its day."""

BY_DAY = (ROLLUPS.measure.in_(COMING), ROLLUPS.grain == "day")


class Daily(NamedTuple):
    """So many cases of an agency and a sector that were registered on a day."""

    agency: str
    substance: str
    day: date
    cases: int


async def daily(
    connection: AsyncConnection, question: Question, agencies: Sequence[str]
) -> list[Daily]:
    """Of these agencies in the period; a day without any is left out."""
    parts = [_counted(rows, question, agencies, sign) for rows, sign in _sources(question)]
    if question.as_of is None:
        parts.append(_folded(question, agencies))
    told = sa.union_all(*parts).subquery().c
    total = sa.cast(sa.func.sum(told["count"]), sa.BigInteger)
    place = (told.agency, told.substance, told.day)
    statement = sa.select(*place, total).group_by(*place).having(total > 0).order_by(*place)
    asked = {} if question.as_of is None else {"as_of": question.as_of}
    return [Daily(*row) for row in (await connection.execute(statement, asked)).all()]


async def first_day(connection: AsyncConnection, question: Question) -> date | None:
    """When counting began: the first registration of all that is known."""
    if question.as_of is None:
        total = sa.literal_column("'total'", sa.String)
        where = (ROLLUPS.dimension == total, of_all_offices(ROLLUPS.scope, total), *BY_DAY)
        found = [
            await connection.scalar(sa.select(sa.func.min(ROLLUPS.day)).where(*where)),
            await connection.scalar(
                sa.select(sa.func.min(TALLIES.day)).where(TALLIES.measure == OPENED)
            ),
        ]
    else:
        rows = contributions(known=recorded_by_then).c
        query = sa.select(sa.func.min(rows.day)).where(rows.measure == OPENED)
        found = [await connection.scalar(query, {"as_of": question.as_of})]
    return min((day for day in found if day is not None), default=None)


def _sources(question: Question) -> list[tuple[Columns, int]]:
    """Rows of single counts, and whether they are added or taken away."""
    without = question.incidents == "without"
    if question.as_of is not None:
        known = apart_from_incidents if without else recorded_by_then
        return [(cast(Columns, contributions(known=known).c), 1)]
    left_out = [(cast(Columns, contributions(known=of_incidents).c), -1)] if without else []
    return [(TALLIES, 1), *left_out]


def _counted(
    rows: Columns, question: Question, agencies: Sequence[str], sign: int
) -> sa.Select[Any]:
    part = sa.select(
        rows.agency.label("agency"),
        rows.substance.label("substance"),
        rows.day.label("day"),
        (sign * rows["count"]).label("count"),
    ).where(
        rows.measure.in_(COMING),
        rows.day >= question.start,
        rows.day < question.end,
        rows.agency.in_(agencies),
    )
    if question.office is not None:
        part = part.where(rows.office == question.office)
    return _of_type(part, rows, question)


def _folded(question: Question, agencies: Sequence[str]) -> sa.Select[Any]:
    """An agency is of one office: what is folded of it is that of its office."""
    prefix = len(within(""))
    part = sa.select(
        sa.func.substr(ROLLUPS.scope, prefix + 1).label("agency"),
        ROLLUPS.value.label("substance"),
        ROLLUPS.day,
        ROLLUPS["count"],
    ).where(
        ROLLUPS.dimension == "substance",
        ROLLUPS.scope.in_([within(agency) for agency in agencies]),
        *BY_DAY,
        ROLLUPS.day >= question.start,
        ROLLUPS.day < question.end,
    )
    return _of_type(part, ROLLUPS, question)


def _of_type(part: sa.Select[Any], rows: Columns, question: Question) -> sa.Select[Any]:
    if question.access_type is None:
        return part
    return part.where(rows.access_type == question.access_type)
