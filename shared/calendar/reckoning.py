"""Counting a deadline: the due day with all that is needed to explain it years later."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from shared.calendar.days import ONE_DAY, Calendar, Closed, each_day

Unit = Literal["working", "calendar"]


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A counted deadline; day 0 is the day of receipt and is never counted.

    Start, days, unit, due and version are worth keeping: counted and skipped days are looked up
    when somebody asks, which assigning a case does not.
    """

    start: date
    days: int
    unit: Unit
    reached: date
    """Where the count ended."""
    due: date
    """Later than `reached` where a closed day is rolled over or a promise is kept."""
    version: str
    calendar: Calendar = field(repr=False, compare=False)

    @property
    def counted(self) -> tuple[date, ...]:
        """The days of the clock, from day 1 to the last."""
        days = each_day(self.start, self.reached)
        if self.unit == "calendar":
            return tuple(days)
        return tuple(day for day in days if self.calendar.is_working(day))

    @property
    def skipped(self) -> tuple[Closed, ...]:
        """The days until the due one on which the clock stood still, each with its reason."""
        after = self.reached - ONE_DAY if self.unit == "calendar" else self.start
        until = self.due - ONE_DAY if self.unit == "calendar" else self.due
        reasons = map(self.calendar.reason, each_day(after, until))
        return tuple(reason for reason in reasons if reason is not None)

    @property
    def kept(self) -> bool:
        """Whether a promise that was made earlier gives more time than the count."""
        return self.unit == "working" and self.due > self.reached


def add_working_days(start: date, days: int, calendar: Calendar) -> Reckoning:
    """The last of so many working days after the day of receipt; raises `NoCalendar`."""
    reached = calendar.working_day_after(start, days)
    version = calendar.version_of((start + ONE_DAY).year, reached.year)
    return Reckoning(start, days, "working", reached, reached, version, calendar)


def add_calendar_days(
    start: date, days: int, calendar: Calendar, *, roll_forward: bool = False
) -> Reckoning:
    """The last of so many days after the day of receipt, closed or not.

    No law that we know moves such a deadline when it ends on a closed day (domain A.7), so rolling
    forward is an office's policy. Only that policy needs the calendar: without it a year that no
    decree covers yet is no obstacle.
    """
    if days < 1:
        raise ValueError("day 0 is the day of receipt: a clock has one day at least")
    reached = due = start + timedelta(days=days)
    if roll_forward and not calendar.is_working(reached):
        due = calendar.working_day_after(reached, 1)
    version = calendar.version_of(reached.year, due.year)
    return Reckoning(start, days, "calendar", reached, due, version, calendar)


def recalculated(promised_due: date, start: date, days: int, new_calendar: Calendar) -> Reckoning:
    """Count again after a decree: the due day moves forward or stays, it is never shortened.

    A promised day that the decree closes is no day to answer on: the next working day is due.
    """
    reckoning = add_working_days(start, days, new_calendar)
    if promised_due <= reckoning.reached:
        return reckoning
    due = promised_due
    if not new_calendar.is_working(due):
        due = new_calendar.working_day_after(due, 1)
    version = new_calendar.version_of((start + ONE_DAY).year, due.year)
    return replace(reckoning, due=due, version=version)


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """How many working days come after `start` until `end`; negative if `end` is the earlier."""
    first, last = sorted((start, end))
    if first < last:
        calendar.known(first + ONE_DAY, last)
    return calendar.working_days_until(end) - calendar.working_days_until(start)
