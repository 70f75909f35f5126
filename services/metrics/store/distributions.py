"""Reading how something is spread over days: how long cases took, and how old those are that stand.

One statement each, along the key of the roll-ups: as many rows as there are days, not cases.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain import period, tallies
from services.metrics.domain.figures import Binned
from services.metrics.domain.period import Segment
from services.metrics.store.question import Question
from services.metrics.store.reading import parts_of
from services.metrics.store.registry import by_agency, in_groups
from services.metrics.store.shapes import Shape, shape_of, told


async def bins(
    connection: AsyncConnection, question: Question, measures: Sequence[str]
) -> list[Binned]:
    """How often each bin of these measures was counted in the period."""
    of_whom, question = question, by_agency(question)
    during = period.covering(question.start, question.end, by_month=question.by == "month")
    shape = shape_of(question, measures, [], during, bins="bin")
    found = await _read(connection, shape, question, during)
    return await in_groups(connection, of_whom, found)


async def by_day(
    connection: AsyncConnection, question: Question, measures: Sequence[str]
) -> list[Binned]:
    """How often each of these was counted on each day of a short period: the bin is the day."""
    of_whom, question = question, by_agency(question)
    days = [Segment("day", question.start, question.end)]
    shape = shape_of(question, measures, [], days, bins="day")
    found = await _read(connection, shape, question, days)
    return await in_groups(connection, of_whom, found)


async def standing(connection: AsyncConnection, question: Question) -> list[Binned]:
    """How many cases of each day of registration are open when the period ends.

    Two readings: what was opened on each day, and what of it has left the stock since.
    """
    ever = replace(by_agency(question), start=date.min)
    days = [Segment("day", ever.start, ever.end)]
    opened = shape_of(ever, (tallies.OPENED,), [], days, bins="day")
    before = period.before(ever.end)
    left = shape_of(ever, (tallies.LEFT_STOCK,), [], before, bins="bin")
    found = [
        *await _read(connection, opened, ever, days),
        *(one._replace(amount=-one.amount) for one in await _read(connection, left, ever, before)),
    ]
    return await in_groups(connection, question, found)


async def _read(
    connection: AsyncConnection, shape: Shape, question: Question, during: Sequence[Segment]
) -> list[Binned]:
    statement, names = _statement(shape)
    asked = told(question, during)
    here = {name: asked[name] for name in names & asked.keys()}
    return [Binned(*row) for row in (await connection.execute(statement, here)).all()]


@lru_cache(maxsize=128)
def _statement(shape: Shape) -> tuple[sa.Select[Any], frozenset[str]]:
    """Added up once more, for a bin may be in each of the stretches that are read."""
    parts = sa.union_all(*parts_of(shape)).subquery("parts").c
    key = (parts.group, parts.measure, parts.bin)
    count = sa.cast(sa.func.sum(parts["count"]), sa.BigInteger)
    statement = sa.select(*key, count).group_by(*key).having(count != 0)
    return statement, frozenset(statement.compile().params)
