"""Reading cases of the past with the facts by which rules place them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.store.cases import CASES

FACTS = ("substance", "region", "access_type", "channel", "campaign")
READ = ("case_id", "agency", "named_agency", "keywords", "opened_at", *FACTS)


async def past_cases(
    connection: AsyncConnection, office: str, after: UUID | None, limit: int
) -> Sequence[Any]:
    """Cases of an office by their key: where an office has most of them, a page costs the same
    wherever it lies.
    """
    query = select(*(CASES.c[name] for name in READ)).where(CASES.c.office == office)
    query = query.order_by(CASES.c.case_id).limit(limit)
    if after is not None:
        query = query.where(CASES.c.case_id > after)
    return (await connection.execute(query)).all()


def facts_of(row: Any) -> Mapping[str, Any]:
    """What the rules were asked with when the case was opened."""
    told = {name: row._mapping[name] for name in FACTS}
    return told | {"agency": row.named_agency, "keywords": tuple(orjson.loads(row.keywords))}
