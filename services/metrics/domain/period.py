"""Days as an office sees them, and periods cut into the months and days that are summed."""

from datetime import date, datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

Grain = Literal["day", "month"]
GRAINS: tuple[Grain, ...] = ("day", "month")


class Segment(NamedTuple):
    """Whole days or whole months, by their first days, from `start` up to and without `end`."""

    grain: Grain
    start: date
    end: date


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The date on the office's wall when it happened."""
    return moment.astimezone(zone).date()


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def covering(start: date, end: date) -> list[Segment]:
    """The period in as few rows as can be: whole months, and single days at its ends.

    A sum over years then reads twelve rows a year and value instead of 365.
    """
    first_month = start if start.day == 1 else next_month(start)
    last_month = month_of(end)
    if first_month >= last_month:
        return [Segment("day", start, end)] if start < end else []
    whole = Segment("month", first_month, last_month)
    ends = [Segment("day", start, first_month), Segment("day", last_month, end)]
    return [segment for segment in (ends[0], whole, ends[1]) if segment.start < segment.end]


def before(day: date) -> list[Segment]:
    """All time up to and without this day."""
    return covering(date.min, day)


def months(start: date, end: date) -> list[date]:
    """The months that a period touches, by their first days."""
    found = []
    month = month_of(start)
    while month < end:
        found.append(month)
        month = next_month(month)
    return found
