"""Reading for whom somebody from outside of the office speaks today, and who has a request."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.store.cases import REQUESTS
from services.routing.store.directory import FOCAL_POINTS, OFFICES


async def in_office(
    connection: AsyncConnection, appointment_id: str, *, office: str, agency: str, now: datetime
) -> bool:
    """Whether the appointment is one of the agency's and holds on this day of the office."""
    query = (
        select(FOCAL_POINTS, OFFICES.c.time_zone)
        .join(OFFICES, OFFICES.c.office == FOCAL_POINTS.c.office)
        .where(
            FOCAL_POINTS.c.appointment_id == appointment_id,
            FOCAL_POINTS.c.office == office,
            FOCAL_POINTS.c.agency == agency,
            FOCAL_POINTS.c.is_listed,
        )
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return False
    day = now.astimezone(ZoneInfo(row.time_zone)).date()
    return bool(row.valid_from <= day and (row.valid_to is None or day <= row.valid_to))


async def requests_at(connection: AsyncConnection, ids: Collection[UUID]) -> Sequence[Any]:
    """Who has each of some requests, and until when it is to be answered."""
    query = select(REQUESTS.c.request_id, REQUESTS.c.focal_point_id, REQUESTS.c.answer_due_at)
    return (await connection.execute(query.where(REQUESTS.c.request_id.in_(ids)))).all()
