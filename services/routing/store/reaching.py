"""Reading for whom somebody from outside of the office speaks today."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain import supervising
from services.routing.store.directory import directory_at


async def in_office(
    connection: AsyncConnection, appointment_id: str, *, office: str, agency: str, now: datetime
) -> bool:
    """Whether the appointment is one of the agency's and holds on this day of the office."""
    found = await directory_at(connection, office, now)
    if found is None or agency not in found.agencies:
        return False
    day = now.astimezone(found.zone).date()
    known = found.appointments.get(agency, ())
    return any(one.appointment_id == appointment_id and one.in_office(day) for one in known)


async def supervised(
    connection: AsyncConnection, person_id: str, *, office: str, agency: str, now: datetime
) -> frozenset[str]:
    """The agencies that somebody watches over on this day of the office."""
    found = await directory_at(connection, office, now)
    if found is None:
        return frozenset()
    return supervising.supervised(found, person_id, agency, now.astimezone(found.zone).date())
