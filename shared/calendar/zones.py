"""The zones of Indonesia's offices: on which local day something arrived, and when a day ends."""

from collections.abc import Mapping
from datetime import date, datetime, time, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

ZoneCode = Literal["WIB", "WITA", "WIT"]

ZONES: Mapping[ZoneCode, ZoneInfo] = {
    "WIB": ZoneInfo("Asia/Jakarta"),
    "WITA": ZoneInfo("Asia/Makassar"),
    "WIT": ZoneInfo("Asia/Jayapura"),
}
"""UTC+7, +8 and +9; no summer time. An office may name any other zone."""

LAST_SECOND = time(23, 59, 59)


def local_day(moment: datetime, zone: tzinfo) -> date:
    """The day on the wall of the office that owns the clock: day 0 of what arrived then."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone falls on no certain day")
    return moment.astimezone(zone).date()


def due_moment(day: date, zone: tzinfo) -> datetime:
    """The last second of the office's day: whoever answers that evening is in time."""
    return datetime.combine(day, LAST_SECOND, zone)
