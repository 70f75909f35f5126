"""Reading what a link leads to: the request and its case."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.store.cases import CASES, REQUESTS

OF_REQUEST = (
    *("request_id", "kind", "state", "agency", "focal_point_id", "sent_at", "answer_due_at"),
    *("question", "acknowledged_at", "answered_at", "missing"),
)


async def requests_at(connection: AsyncConnection, ids: Collection[UUID]) -> Sequence[Any]:
    """Who has each of some requests, and until when it is to be answered."""
    query = select(REQUESTS.c.request_id, REQUESTS.c.focal_point_id, REQUESTS.c.answer_due_at)
    return (await connection.execute(query.where(REQUESTS.c.request_id.in_(ids)))).all()


async def linked_request(connection: AsyncConnection, request_id: UUID) -> Any | None:
    """A request with what its officer is shown."""
    query = (
        select(
            *(REQUESTS.c[name] for name in OF_REQUEST),
            CASES.c.case_id,
            CASES.c.complaint_id,
            CASES.c.office,
            CASES.c.version,
            CASES.c.state.label("case_state"),
            CASES.c.agency.label("case_agency"),
        )
        .join(CASES, CASES.c.case_id == REQUESTS.c.case_id)
        .where(REQUESTS.c.request_id == request_id)
    )
    return (await connection.execute(query)).one_or_none()
