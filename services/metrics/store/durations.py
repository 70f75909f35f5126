"""Reading exact percentiles of the time to close, which sums cannot give, from the facts."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.tallies import K_HANDED_OVER
from services.metrics.models import FactRow
from services.metrics.store.joinings import joined
from services.metrics.store.question import Question
from shared.db.transaction import table_of

FACTS = table_of(FactRow).c


@dataclass(frozen=True, slots=True)
class Durations:
    """Seconds from registration to closing of the cases of a group that were closed in a period."""

    group: str
    n: int
    median: int
    ninetieth: int


def _rank(n: sa.ColumnElement[int], percentile: int) -> sa.ColumnElement[int]:
    """The nearest rank, as `figures.nearest_rank` has it, in whole numbers."""
    return sa.cast((n * percentile + 99) // 100, sa.BigInteger)


async def durations(connection: AsyncConnection, question: Question) -> list[Durations]:
    """Median and 90th percentile by nearest rank; groups in the order of their names."""
    group = sa.literal("total", sa.String) if question.by == "total" else FACTS[question.by]
    conditions = [
        FACTS.kind == sa.text("'closed'"),  # in the words of the partial index
        FACTS.reason != K_HANDED_OVER,
        FACTS.day >= question.start,
        FACTS.day < question.end,
    ]
    for column in ("agency", "office", "access_type"):
        if (asked := getattr(question, column)) is not None:
            conditions.append(FACTS[column] == asked)
    if question.as_of is not None:
        conditions.append(FACTS.recorded_at <= question.as_of)
    if question.incidents == "without":
        conditions.append(FACTS.complaint_id.not_in(joined(question.as_of)))
    ranked = (
        sa.select(
            group.label("group"),
            FACTS.seconds,
            sa.func.row_number().over(partition_by=group, order_by=FACTS.seconds).label("rank"),
            sa.func.count().over(partition_by=group).label("n"),
        )
        .where(*conditions)
        .subquery()
    ).c
    statement = (
        sa.select(
            ranked.group,
            ranked.n,
            sa.func.min(ranked.seconds).filter(ranked.rank == _rank(ranked.n, 50)),
            sa.func.min(ranked.seconds).filter(ranked.rank == _rank(ranked.n, 90)),
        )
        .group_by(ranked.group, ranked.n)
        .order_by(ranked.group)
    )
    rows = (await connection.execute(statement)).all()
    return [Durations(*row) for row in rows]
