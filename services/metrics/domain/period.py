"""Days as an office sees them, and periods cut into the stretches that are summed."""

import re
from datetime import date, datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

Grain = Literal["day", "month", "year"]
GRAINS: tuple[Grain, ...] = ("day", "month", "year")

NAMED = "20[0-9]{2}(-Q[1-4]|-(0[1-9]|1[0-2]))?"
"""A year, a quarter or a month: `2022`, `2022-Q1`, `2022-03`."""


class Segment(NamedTuple):
    """Whole days, months or years, by their first days, from `start` up to and without `end`."""

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


def year_of(day: date) -> date:
    """The first day of its year."""
    return date(day.year, 1, 1)


def next_year(day: date) -> date:
    """The first day of the year after."""
    return date(day.year + 1, 1, 1)


def first_of(day: date, grain: Grain) -> date:
    """The first day of the day, month or year that a day is in."""
    return {"day": day, "month": month_of(day), "year": year_of(day)}[grain]


def named(text: str) -> "Bounds | None":
    """The first day of a year, quarter or month, and the day after its last; None for no name."""
    if not re.fullmatch(NAMED, text):
        return None
    year, part = int(text[:4]), text[5:]
    if not part:
        return _stretch(year, 1, 12)
    return (
        _stretch(year, 3 * int(part[1]) - 2, 3) if part[0] == "Q" else _stretch(year, int(part), 1)
    )


Bounds = tuple[date, date]
"""The first day of a period, and the day after its last."""


def month(name: str) -> Bounds:
    """Of `2022-03`."""
    return _stretch(int(name[:4]), int(name[5:]), 1)


def family(start: date, end: date) -> list[list[Bounds]] | None:
    """The whole year, its quarters and its months, as far as the period is one of them.

    Widest first; None for a period that is none of these.
    """
    found = levels(start.year)
    for depth, level in enumerate(found, 1):
        if (start, end) in level:
            return found[:depth]
    return None


def levels(year: int) -> list[list[Bounds]]:
    """The year, its quarters, its months."""
    parts = [_stretch(year, first, 1) for first in range(1, 13)]
    return [[_stretch(year, 1, 12)], quarters(year), parts]


def quarters(year: int) -> list[Bounds]:
    """The four of a year."""
    return [_stretch(year, first, 3) for first in (1, 4, 7, 10)]


def _stretch(year: int, first: int, length: int) -> Bounds:
    return date(year, first, 1), next_month(date(year, first + length - 1, 1))


def covering(start: date, end: date, *, by_month: bool = False) -> list[Segment]:
    """The period in as few rows as can be: whole years, months beside them, and single days.

    A sum over a decade then reads some thirty rows a value instead of 3,650. With `by_month`,
    nothing is longer than a month.
    """
    first_year = start if start == year_of(start) else next_year(start)
    last_year = year_of(end)
    if by_month or first_year >= last_year:
        return _by_month(start, end)
    years = Segment("year", first_year, last_year)
    return [*_by_month(start, first_year), years, *_by_month(last_year, end)]


def _by_month(start: date, end: date) -> list[Segment]:
    first_month = start if start == month_of(start) else next_month(start)
    last_month = month_of(end)
    if first_month >= last_month:
        segments = [Segment("day", start, end)]
    else:
        segments = [
            Segment("day", start, first_month),
            Segment("month", first_month, last_month),
            Segment("day", last_month, end),
        ]
    return [segment for segment in segments if segment.start < segment.end]


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
