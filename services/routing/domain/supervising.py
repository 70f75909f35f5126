"""Which agencies a supervisor sees: none, unless the registry knows the person of today."""

from datetime import date

from services.routing.domain.directory import Directory


def supervised(directory: Directory, person_id: str, agency: str, day: date) -> frozenset[str]:
    """An officer of the agency sees it and all that it watches over; whoever bears the role of
    internal supervisor for one agency sees that one, and whoever bears it for all, as the officer.
    """
    watched = frozenset(
        one.agency
        for one in directory.agencies.values()
        if agency in (one.agency, one.supervisor) and one.holds(day)
    )
    known = directory.appointments.get(agency, ())
    if any(one.appointment_id == person_id and one.in_office(day) for one in known):
        return watched
    bears = [
        one
        for one in directory.bearers
        if (one.bearer_id, one.recipient) == (person_id, "internal-supervisor") and one.holds(day)
    ]
    return frozenset(
        one for one in watched if any(bearer.agency in (None, one) for bearer in bears)
    )
