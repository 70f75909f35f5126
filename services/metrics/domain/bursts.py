"""Whether complaints about one thing come in a surge: a week against the year before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Final

from services.metrics.domain.predicting import Interval, Seen

DAY = timedelta(days=1)
WINDOW: Final = 7
"""Days that are looked at together: a cause is felt for days, and weekdays differ."""

PAST: Final = 365
"""Days before, which say what is usual; those of a surge do not count as usual."""

LEAST_PAST: Final = 28
"""Without so many days before nothing can be said to be unusual."""

LEAST: Final = 5
"""Fewer are no surge, and would not be told to the public."""

RARE: Final = 0.00003
"""As rarely does a week without a cause look like a surge. A year has many weeks that overlap, so
of a hundred agencies and sectors about one gives a false alarm in a year."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What the days before have shown."""

    events: int
    days: int

    @property
    def seen(self) -> Seen:
        return Seen(self.events, self.days)


@dataclass(frozen=True, slots=True)
class Burst:
    """A surge, from its first day to its last."""

    first: date
    last: date
    count: int
    usual: Usual

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def expected(self) -> Interval:
        """How many there would have been in these days without a cause."""
        return self.usual.seen.interval(self.days)


@dataclass(frozen=True, slots=True)
class FoundBurst:
    """A surge, and how many of it belong to a mass incident already."""

    agency: str
    substance: str
    burst: Burst
    joined: int


def bursts(counts: Mapping[date, int], since: date, start: date, end: date) -> list[Burst]:
    """The surges that last into the period, from counts by day; `since` is when counting began.

    Earlier ones are found as well, only to keep their days out of what is usual.
    """
    found: list[Burst] = []
    past = _Past(counts, since, end)
    # A week that ends on a day without any has no more than the week that ended with its last one.
    for day in (one for one in sorted(counts) if since <= one < end):
        count = past.in_window(day)
        if count < LEAST:
            continue
        usual = past.usual(max(since, day - (PAST + 2 * WINDOW - 1) * DAY), day)
        if _is_surge(count, usual):
            here = [one for one in _window(day) if counts.get(one, 0)]
            found = _joined(found, Burst(here[0], here[-1], count, usual))
            past.surging.update(_window(day))
    return [_counted(one, counts) for one in found if one.last >= start]


def _is_surge(count: int, usual: Usual) -> bool:
    if usual.days < LEAST_PAST or count <= usual.seen.often(WINDOW):
        return False
    return usual.seen.at_least(count, WINDOW) < RARE


def _window(last: date) -> list[date]:
    return [last - back * DAY for back in reversed(range(WINDOW))]


class _Past:
    """Counts by day, added up once, so that a year of days is one subtraction."""

    def __init__(self, counts: Mapping[date, int], since: date, end: date) -> None:
        self._first = min((*counts, since)).toordinal()
        days = range(self._first, max((*counts, end)).toordinal() + 1)
        self._counts = {day.toordinal(): count for day, count in counts.items()}
        self._sums = [0, *accumulate(self._counts.get(day, 0) for day in days)]
        self.surging: set[date] = set()

    def in_window(self, last: date) -> int:
        day = last.toordinal() + 1
        return self._until(day) - self._until(day - WINDOW)

    def usual(self, first: date, last: date) -> Usual:
        """The days up to a week before the window, but for those of surges."""
        begin, end = first.toordinal(), last.toordinal() - (2 * WINDOW - 1)
        if end <= begin:
            return Usual(0, 0)
        unusual = [day for one in self.surging if begin <= (day := one.toordinal()) < end]
        events = self._until(end) - self._until(begin)
        events -= sum(self._counts.get(day, 0) for day in unusual)
        return Usual(events, end - begin - len(unusual))

    def _until(self, day: int) -> int:
        return self._sums[max(day - self._first, 0)]


def _joined(found: list[Burst], burst: Burst) -> list[Burst]:
    """A surge goes on while one week of it touches the next."""
    if found and burst.first <= found[-1].last + DAY:
        longer = Burst(found[-1].first, burst.last, 0, found[-1].usual)
        return [*found[:-1], longer]
    return [*found, burst]


def _counted(burst: Burst, counts: Mapping[date, int]) -> Burst:
    days = (burst.first + ahead * DAY for ahead in range(burst.days))
    return Burst(burst.first, burst.last, sum(counts.get(day, 0) for day in days), burst.usual)
