"""Reading the closings of a period one by one, page by page along the index of their days."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.tallies import K_HANDED_OVER
from services.metrics.domain.verification import UNVERIFIED
from services.metrics.models import FactRow
from services.metrics.store.joinings import joined
from services.metrics.store.question import Question
from shared.db.transaction import table_of

FACTS = table_of(FactRow).c

Place = tuple[date, UUID]
"""Where a page ended; the next begins after it."""


KINDS = ("closed", "declined", "withdrawn")
"""A case is closed; a complaint ends at verification and never was a case."""


async def closings(
    connection: AsyncConnection, question: Question, after: Place | None, limit: int
) -> Sequence[Any]:
    """The next closings (C of domain D.3) in the order of their days.

    The first of each kind, and of those the first: so each page walks along the index of days.
    """
    firsts = [_first_of(kind, question, after, limit) for kind in KINDS]
    found = sa.union_all(*(sa.select(one.subquery(f"of_{kind}")) for kind, one in firsts))
    rows = found.subquery("rows")
    statement = sa.select(rows).order_by(rows.c.day, rows.c.event_id).limit(limit)
    return (await connection.execute(statement)).all()


def _first_of(
    kind: str, question: Question, after: Place | None, limit: int
) -> tuple[str, sa.Select[Any]]:
    agency = FACTS.agency if kind == "closed" else sa.literal(UNVERIFIED, sa.String)
    conditions = [
        FACTS.kind == kind,
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
    columns = {"agency": agency, "office": FACTS.office, "access_type": FACTS.access_type}
    for name, column in columns.items():
        if (asked := getattr(question, name)) is not None:
            conditions.append(column == asked)
    told = [agency.label("agency") if one.name == "agency" else one for one in FACTS]
    statement = sa.select(*told).where(*conditions)
    return kind, statement.order_by(FACTS.day, FACTS.event_id).limit(limit)
