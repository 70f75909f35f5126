"""Reading the closings of a period one by one, page by page along the index of their days."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.tallies import K_HANDED_OVER
from services.metrics.models import FactRow
from services.metrics.store.joinings import joined
from services.metrics.store.question import Question
from shared.db.transaction import table_of

FACTS = table_of(FactRow).c

Place = tuple[date, UUID]
"""Where a page ended; the next begins after it."""


async def closings(
    connection: AsyncConnection, question: Question, after: Place | None, limit: int
) -> Sequence[Any]:
    """The next closings (C of domain D.3) in the order of their days."""
    conditions = [
        FACTS.kind == "closed",
        FACTS.reason != K_HANDED_OVER,
        FACTS.day >= (after[0] if after else question.start),
        FACTS.day < question.end,
    ]
    if question.as_of is not None:
        conditions.append(FACTS.recorded_at <= question.as_of)
    if question.incidents == "without":
        conditions.append(FACTS.complaint_id.not_in(joined(question.as_of)))
    if after is not None:
        conditions.append(sa.or_(FACTS.day > after[0], FACTS.event_id > after[1]))
    for column in ("agency", "office", "access_type"):
        if (asked := getattr(question, column)) is not None:
            conditions.append(FACTS[column] == asked)
    statement = sa.select(*FACTS).where(*conditions).order_by(FACTS.day, FACTS.event_id)
    return (await connection.execute(statement.limit(limit))).all()
