"""All that is decreed, to ask for a calendar: of today, of an earlier day, of a version kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from shared.calendar.days import Calendar, Closed
from shared.calendar.decrees import Local, Year
from shared.errors import Refused

JOINT_LEAVE_OPEN = "joint-leave-open"
"""In a version: by the office's policy *cuti bersama* is counted like any other day."""


class UnknownVersion(Refused):
    """No calendar can be put together again from that version."""

    code = "unknown-calendar-version"


@dataclass(frozen=True, slots=True)
class Almanac:
    """Everything that the data files say."""

    years: Mapping[int, Year]
    locals: Mapping[str, Local]

    def local(
        self, *, region: str | None, agency: str | None = None, agency_region: str | None = None
    ) -> tuple[str, ...]:
        """Whose closures count: of the office's region, of the agency, of the agency's region."""
        return tuple(
            code
            for code, one in self.locals.items()
            if one.concerns(region, agency) or one.concerns(agency_region, None)
        )

    def last_change(self, on: date) -> date:
        """The last day up to this one on which a decree became known; calendars change then."""
        known = (
            decree.known_since
            for chapter in (*self.years.values(), *self.locals.values())
            for decree in chapter.decrees
            if decree.known_since <= on
        )
        return max(known, default=date.min)

    def calendar(
        self,
        *,
        known_on: date | None = None,
        region: str | None = None,
        agency: str | None = None,
        agency_region: str | None = None,
        joint_leave_closed: bool = True,
    ) -> Calendar:
        """The calendar of an office or an agency; as known on a day, if one is given."""
        codes = self.local(region=region, agency=agency, agency_region=agency_region)
        here = [self.locals[code] for code in codes]
        return _assembled(
            [(year, number) for year in self.years.values() if (number := year.known(known_on))],
            [(one, number) for one in here if (number := one.known(known_on))],
            joint_leave_closed=joint_leave_closed,
        )

    def recalled(self, version: str) -> Calendar:
        """The calendar that was counted on once, from the version kept with the deadline."""
        years: list[tuple[Year, int]] = []
        here: list[tuple[Local, int]] = []
        parts = version.split("+")
        for part in parts:
            if part == JOINT_LEAVE_OPEN:
                continue
            code, _, told = part.partition("/")
            number = int(told) if told.isascii() and told.isdigit() else -1
            year = self.years.get(int(code)) if code.isascii() and code.isdigit() else None
            local = self.locals.get(code)
            if number == 0:
                continue  # no decree of that year was known then
            if year is not None and 0 < number <= len(year.decrees):
                years.append((year, number))
            elif local is not None and 0 < number <= len(local.decrees):
                here.append((local, number))
            else:
                raise UnknownVersion(f"The data files of the calendar have no {part!r}.")
        return _assembled(years, here, joint_leave_closed=JOINT_LEAVE_OPEN not in parts)


def _assembled(
    years: Iterable[tuple[Year, int]],
    here: Iterable[tuple[Local, int]],
    *,
    joint_leave_closed: bool,
) -> Calendar:
    closed: dict[date, Closed] = {}
    versions: dict[int, str] = {}
    local: list[str] = []
    for one, number in here:
        closed.update(one.closed(number))
        local.append(f"{one.code}/{number}")
    # Last, so that a day which is a holiday anyway is explained by the national decree.
    for year, number in years:
        closed.update(year.closed(number, joint_leave=joint_leave_closed))
        versions[year.year] = f"{year.code}/{number}"
    if not joint_leave_closed:
        local.append(JOINT_LEAVE_OPEN)
    return Calendar(MappingProxyType(closed), MappingProxyType(versions), tuple(local))
