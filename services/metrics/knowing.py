"""What was known when: a past moment may be asked for, and soon after a period not all is known."""

from datetime import UTC, date, datetime
from functools import lru_cache

from services.metrics import offices
from services.metrics.domain import span
from shared.calendar import files
from shared.calendar.almanac import Almanac
from shared.calendar.days import Calendar, NoCalendar
from shared.errors import Unacceptable


class NotKnownYet(Unacceptable):
    """Nobody knows what will be recorded."""

    code = "not-known-yet"


def moment(as_of: datetime | None, now: datetime) -> datetime:
    """The moment whose knowledge is asked for; raises `NotKnownYet`."""
    if as_of is None:
        return now
    if as_of > now:
        raise NotKnownYet("`as_of` must not lie in the future.")
    return as_of.astimezone(UTC)


def today(office: str | None, as_of: datetime | None, now: datetime) -> date:
    """The day of the office, or of the usual zone, at the moment whose knowledge is asked for."""
    return moment(as_of, now).astimezone(offices.zone_of(office or "")).date()


def is_preliminary(end: date, office: str | None, as_of: datetime) -> bool:
    """By the decrees that were known then: the same question has the same answer for ever."""
    today = as_of.astimezone(offices.zone_of(office or "")).date()
    return span.is_preliminary(end, today, _calendar(today))


def working_days(day: date, since: date) -> int | None:
    """From one day to another by the decrees known on the later; None where a year has none."""
    if day == since:
        return 0
    first, last = sorted((since, day))
    calendar = _calendar(last)
    try:
        calendar.known(first, last)
    except NoCalendar:
        return None
    return calendar.working_days_until(day) - calendar.working_days_until(since)


@lru_cache
def _almanac() -> Almanac:
    """Read when the first figure is asked for."""
    return files.load()


@lru_cache(maxsize=4_096)
def _calendar(day: date) -> Calendar:
    """A history is told of a thousand days, and of few calendars."""
    return _calendar_since(_almanac().last_change(day))


@lru_cache(maxsize=64)
def _calendar_since(day: date) -> Calendar:
    return _almanac().calendar(known_on=day)
