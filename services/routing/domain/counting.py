"""Counting the days of a term on a calendar, whole or in part."""

from datetime import date, timedelta

from services.routing.domain.policy import Term
from shared.calendar.days import Calendar
from shared.calendar.reckoning import (
    Reckoning,
    add_calendar_days,
    add_working_days,
    working_days_between,
)

DAY = timedelta(days=1)


def counted(start: date, term: Term, calendar: Calendar) -> Reckoning:
    """Raises `NoCalendar` where a working day would have to be guessed."""
    if term.days == 0:  # the same day: the clock has not begun when it ends
        version = calendar.version_of(start.year, start.year)
        return Reckoning(start, 0, "calendar", start, start, version, calendar)
    if term.unit == "wd":
        return add_working_days(start, term.days, calendar)
    return add_calendar_days(start, term.days, calendar)


def share(
    used: float, started_on: date, due_day: date, term: Term, calendar: Calendar
) -> tuple[date, float]:
    """In the course of a counted day: three quarters of 14 days are the noon of the 11th."""
    if term.unit == "cd":
        days = (due_day - started_on).days
    else:
        days = working_days_between(started_on, due_day, calendar)
    whole, rest = divmod(days * used, 1)
    return counted(started_on, Term(days=int(whole) + 1, unit=term.unit), calendar).due, rest
