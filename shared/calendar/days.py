"""Which days of an office are closed and why: the value that every deadline is counted on."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from shared.errors import Refused

Kind = Literal["weekend", "holiday", "joint-leave", "closure"]

SATURDAY = 5
"""Working days are Monday to Friday: Perpres 21/2023, and the practice before it."""

ONE_DAY = timedelta(days=1)


class NoCalendar(Refused):
    """No decree says which days of that year are closed: counting Mondays to Fridays would lie."""

    code = "no-calendar"

    def __init__(self, year: int) -> None:
        super().__init__(f"The working days of {year} are not known: no decree of that year is.")
        self.year = year


@dataclass(frozen=True, slots=True)
class Closed:
    """A day on which nothing is counted, and who said so."""

    day: date
    kind: Kind
    name_id: str
    name_en: str
    decree: str
    """Name and number; empty for an ordinary weekend."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The closed days of one office as they were known on some day.

    A year that `versions` lacks has no working days: asking about it is refused.
    """

    closed: Mapping[date, Closed]
    """What decrees closed; ordinary weekends are not listed."""
    versions: Mapping[int, str]
    """Of each known year, which of its decrees were applied."""
    local: tuple[str, ...] = ()
    """The same of region and agency, and what policy leaves out."""
    _working: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """Ordinals of all working days in order: a deadline is then one bisection."""

    def __post_init__(self) -> None:
        closed = {day.toordinal() for day in self.closed}
        object.__setattr__(
            self,
            "_working",
            tuple(
                ordinal
                for year in sorted(self.versions)
                for ordinal in range(
                    date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1
                )
                # The first of January of year 1 was a Monday and has the ordinal 1.
                if (ordinal - 1) % 7 < SATURDAY and ordinal not in closed
            ),
        )

    @property
    def version(self) -> str:
        """All that this calendar was made of, in a form that `Almanac.recalled` reads."""
        return "+".join((*self.versions.values(), *self.local))

    def version_of(self, first: int, last: int) -> str:
        """The version as far as it matters between two years; `/0` is a year without a decree."""
        years = (self.versions.get(year, f"{year}/0") for year in range(first, last + 1))
        return "+".join((*years, *self.local))

    def known(self, first: date, last: date) -> None:
        """Raises `NoCalendar` unless every year from one day to the other is known."""
        for year in range(first.year, last.year + 1):
            if year not in self.versions:
                raise NoCalendar(year)

    def reason(self, day: date) -> Closed | None:
        """Why the day is closed; `None` on a working day."""
        self.known(day, day)
        if found := self.closed.get(day):
            return found
        if day.weekday() >= SATURDAY:
            return Closed(day, "weekend", "akhir pekan", "weekend", "")
        return None

    def is_working(self, day: date) -> bool:
        return self.reason(day) is None

    def working_day_after(self, day: date, number: int) -> date:
        """The working day that comes `number` working days after the day; one at least."""
        if number < 1:
            raise ValueError("the first working day after a day is number 1")
        place = bisect_right(self._working, day.toordinal()) + number - 1
        if place >= len(self._working):
            raise NoCalendar(self._first_unknown_after(day))
        found = date.fromordinal(self._working[place])
        self.known(day + ONE_DAY, found)
        return found

    def _first_unknown_after(self, day: date) -> int:
        year = (day + ONE_DAY).year
        while year in self.versions:
            year += 1
        return year

    def working_days_until(self, day: date) -> int:
        """How many working days this calendar has up to and with that day."""
        return bisect_right(self._working, day.toordinal())


def each_day(after: date, until: date) -> Iterator[date]:
    """The days after one and up to and with another."""
    return map(date.fromordinal, range(after.toordinal() + 1, until.toordinal() + 1))
