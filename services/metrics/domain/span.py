"""What a report is about: a quarter or a year, and until when its figures are preliminary."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from shared.calendar.days import Calendar, NoCalendar
from shared.errors import NotFound

NAME = re.compile(r"(20[0-9]{2})(?:-Q([1-4]))?")
PRELIMINARY_DAYS = 15
"""Working days after the end of a period in which registrations still come in (domain D.3)."""

SURELY_OVER = timedelta(days=90)
"""So long after the end no calendar need be asked: fifteen working days are over in any year."""


class NoSuchReport(NotFound):
    """Reports are of quarters and of years."""

    code = "no-such-report"


@dataclass(frozen=True, slots=True)
class Span:
    """A quarter or a year, from its first day up to and without `end`."""

    year: int
    quarter: int | None

    @property
    def name(self) -> str:
        return f"{self.year}-Q{self.quarter}" if self.quarter else str(self.year)

    @property
    def start(self) -> date:
        return date(self.year, 3 * (self.quarter or 1) - 2, 1)

    @property
    def end(self) -> date:
        last = self.quarter or 4
        return date(self.year + last // 4, 3 * last % 12 + 1, 1)

    @property
    def before(self) -> "Span":
        """The one to compare with: what came right before."""
        if self.quarter is None or self.quarter == 1:
            return Span(self.year - 1, self.quarter and 4)
        return Span(self.year, self.quarter - 1)

    @property
    def after(self) -> "Span":
        if self.quarter is None or self.quarter == 4:
            return Span(self.year + 1, self.quarter and 1)
        return Span(self.year, self.quarter + 1)


def read_span(text: str) -> Span:
    """`2022-Q1` or `2022`; raises `NoSuchReport`."""
    found = NAME.fullmatch(text)
    if found is None:
        raise NoSuchReport("Reports are named as 2022-Q1 or 2022.")
    return Span(int(found[1]), int(found[2]) if found[2] else None)


def spanning(start: date, end: date) -> Span:
    """The year or quarter with these bounds."""
    return Span(
        start.year, None if end.year > start.year and start.month == 1 else span_of(start).quarter
    )


def span_of(day: date) -> Span:
    """The quarter that a day is in."""
    return Span(day.year, (day.month + 2) // 3)


def is_preliminary(end: date, today: date, calendar: Calendar) -> bool:
    """Whether what happened in the period may still become known.

    Without a decree for the days after it the answer is the careful one.
    """
    if today < end:
        return True
    if today >= end + SURELY_OVER:
        return False
    last_day = end - timedelta(days=1)
    try:
        return today < calendar.working_day_after(last_day, PRELIMINARY_DAYS)
    except NoCalendar:
        return True
