"""Reading for whom somebody from outside of the office speaks today."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

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
    connection: AsyncConnection, *, office: str, agency: str, now: datetime
) -> frozenset[str]:
    """The agency and those that it watches over on this day of the office."""
    found = await directory_at(connection, office, now)
    if found is None:
        return frozenset()
    day = now.astimezone(found.zone).date()
    known = found.agencies.values()
    return frozenset(
        one.agency for one in known if agency in (one.agency, one.supervisor) and one.holds(day)
    )
