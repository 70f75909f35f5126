"""Reading for whom somebody from outside of the office speaks today."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

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
