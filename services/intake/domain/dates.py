"""Sanity of the day that a complaint tells of: its weekday, the future, and the two years of F5."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator

from shared.errors import Unacceptable

Weekday = Literal[
    "senin",
    "selasa",
    "rabu",
    "kamis",
    "jumat",
    "sabtu",
    "minggu",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Warned = Literal["weekday-differs", "older-than-two-years"]
"""What a date makes doubtful without making it impossible."""

LIMIT_YEARS = 2
"""UU 37/2008 article 24(3): an event may not be older when it is reported."""

MONTHS_SEARCHED = 12


def _written(told: Any) -> Any:
    """A number would be read as seconds since 1970, which nobody means."""
    if isinstance(told, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", told):
        raise ValueError("a day is written as 2022-03-07")
    if not isinstance(told, str | date):
        raise ValueError("a day is written as 2022-03-07")
    return told


Day = Annotated[date, BeforeValidator(_written)]


class WeekdayDiffers(Unacceptable):
    """Day and weekday contradict each other: one of the two is a typing error."""

    code = "weekday-differs"


def doubts(
    event: date | None, weekday: Weekday | None, *, filed: date, is_desk: bool
) -> tuple[Warned, ...]:
    """What is doubtful about the day, on the local day of filing.

    Raises `Unacceptable` for a day to come, and `WeekdayDiffers` with both readings; a desk
    copies from paper and can no longer ask, so there the second is a warning.
    """
    if event is None:
        return ()
    if event > filed:
        raise Unacceptable("event_date lies in the future.")
    found: list[Warned] = []
    if weekday is not None and event.weekday() != _number(weekday):
        if not is_desk:
            raise WeekdayDiffers(_readings(event, _number(weekday), filed))
        found.append("weekday-differs")
    if is_too_old(event, filed):
        found.append("older-than-two-years")
    return tuple(found)


def is_too_old(event: date | None, filed: date) -> bool:
    """Whether F5 fails: more than two years from the event to the filing."""
    return event is not None and event < _years_before(filed, LIMIT_YEARS)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def _number(weekday: Weekday) -> int:
    """0 is Monday, in either language."""
    return WEEKDAYS.index(weekday) % 7


def _readings(event: date, weekday: int, filed: date) -> str:
    """Both readings: the day as it stands, and the weekday in the nearest month that fits."""
    told = f"{event} is a {NAMES[event.weekday()]}, not a {NAMES[weekday]}"
    for other in _same_day_nearby(event):
        if other <= filed and other.weekday() == weekday:
            return (
                f"{told}: {NAMES[event.weekday()]} {event} or {NAMES[weekday]} {other}?"
                " Correct one, or leave the weekday out."
            )
    return f"{told}. Correct one, or leave the weekday out."


def _same_day_nearby(event: date) -> Iterator[date]:
    """The same day of other months, the nearest first: what is mistyped is mostly the month."""
    for distance in range(1, MONTHS_SEARCHED + 1):
        for months in (distance, -distance):
            year, month = divmod(event.year * 12 + event.month - 1 + months, 12)
            try:
                yield event.replace(year=year, month=month + 1)
            except ValueError:
                continue
