"""The reporter's clock for handing in what is missing: calendar days, in the office's zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from shared.calendar.days import Calendar
from shared.calendar.reckoning import add_calendar_days
from shared.calendar.zones import due_moment, local_day

EVERY_DAY = Calendar({}, {})
"""The clock runs through holidays, and no rule moves an end that falls on one (domain A.7)."""


def due(received: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The last second of the last day; the day of receiving is day 0."""
    return due_moment(add_calendar_days(local_day(received, zone), days, EVERY_DAY).due, zone)
