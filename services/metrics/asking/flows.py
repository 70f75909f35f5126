"""Asks the sums for counts, group by group."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics import store
from services.metrics.domain import figures
from services.metrics.domain.figures import Flow
from services.metrics.store import Question


async def flows_of(
    connection: AsyncConnection, question: Question, measures: Sequence[str], *, stock: bool = False
) -> list[Flow]:
    """These measures in the period of each group of the question; `stock`: and what was open."""
    sums = await store.sums(connection, question, measures, stock=stock)
    return figures.grouped(sums, question.by, question.start, question.end)
