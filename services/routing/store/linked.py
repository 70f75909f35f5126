"""Reading what a link leads to: the request, its case, and the officer who has it."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.store.cases import CASES, REQUESTS
from services.routing.store.directory import AGENCIES, FOCAL_POINTS, OFFICES

OF_REQUEST = (
    *("request_id", "kind", "state", "agency", "focal_point_id", "sent_at", "answer_due_at"),
    *("question", "acknowledged_at", "answered_at", "missing"),
)


async def requests_at(connection: AsyncConnection, ids: Collection[UUID]) -> Sequence[Any]:
    """Who has each of some requests, and until when it is to be answered."""
    query = select(REQUESTS.c.request_id, REQUESTS.c.focal_point_id, REQUESTS.c.answer_due_at)
    return (await connection.execute(query.where(REQUESTS.c.request_id.in_(ids)))).all()


async def linked_request(connection: AsyncConnection, request_id: UUID) -> Any | None:
    """A request with what its officer is shown; None where its office has no such officer."""
    query = (
        select(
            *(REQUESTS.c[name] for name in OF_REQUEST),
            CASES.c.case_id,
            CASES.c.complaint_id,
            CASES.c.office,
            CASES.c.version,
            CASES.c.state.label("case_state"),
            CASES.c.agency.label("case_agency"),
            OFFICES.c.name.label("office_name"),
            OFFICES.c.time_zone,
            AGENCIES.c.name.label("agency_name"),
        )
        .join(CASES, CASES.c.case_id == REQUESTS.c.case_id)
        .join(OFFICES, OFFICES.c.office == CASES.c.office)
        .join(
            AGENCIES,
            (AGENCIES.c.office == CASES.c.office) & (AGENCIES.c.agency == REQUESTS.c.agency),
        )
        .join(FOCAL_POINTS, FOCAL_POINTS.c.appointment_id == REQUESTS.c.focal_point_id)
        .where(REQUESTS.c.request_id == request_id)
    )
    return (await connection.execute(query)).one_or_none()


async def agency_names(connection: AsyncConnection, office: str) -> dict[str, str]:
    """The agencies of an office by name, for a list to choose from."""
    query = select(AGENCIES.c.agency, AGENCIES.c.name).where(AGENCIES.c.office == office)
    rows = await connection.execute(query.order_by(AGENCIES.c.name))
    return {row.agency: row.name for row in rows}
