"""What holds for every deadline, whatever decrees say."""

from datetime import date, timedelta

from hypothesis import given, reject
from hypothesis import strategies as st

from shared.calendar.days import Calendar, Closed, NoCalendar
from shared.calendar.files import load
from shared.calendar.reckoning import (
    add_calendar_days,
    add_working_days,
    recalculated,
    working_days_between,
)

ALMANAC = load()
CALENDAR = ALMANAC.calendar()

STARTS = st.dates(date(2020, 12, 31), date(2026, 12, 31))
DAYS = st.integers(1, 180)
ANY_KNOWN = st.dates(date(2021, 1, 1), date(2027, 12, 31))


def a_calendar(closed: set[date]) -> Calendar:
    reasons = {day: Closed(day, "closure", "tutup", "closed", "Contoh 1") for day in closed}
    return Calendar(reasons, {year: f"{year}/1" for year in (2024, 2025, 2026)})


CALENDARS = st.sets(st.dates(date(2024, 12, 1), date(2025, 3, 31)), max_size=60).map(a_calendar)
IN_WINTER = st.dates(date(2024, 11, 15), date(2025, 3, 31))


@given(STARTS, DAYS)
def test_a_deadline_counts_exactly_its_days_and_ends_on_an_open_one(start: date, days: int) -> None:
    reckoning = add_working_days(start, days, CALENDAR)
    assert CALENDAR.is_working(reckoning.due)
    assert len(reckoning.counted) == days
    assert working_days_between(start, reckoning.due, CALENDAR) == days
    both = sorted([*reckoning.counted, *(one.day for one in reckoning.skipped)])
    assert both == [start + timedelta(n) for n in range(1, (reckoning.due - start).days + 1)]


@given(IN_WINTER, DAYS, CALENDARS)
def test_counting_day_by_day_gives_the_same(start: date, days: int, calendar: Calendar) -> None:
    day, left = start, days
    while left:
        day += timedelta(1)
        left -= day.weekday() < 5 and day not in calendar.closed
    assert add_working_days(start, days, calendar).due == day


@given(STARTS, DAYS, st.integers(0, 20), st.integers(0, 20))
def test_who_receives_later_or_has_more_days_is_never_due_earlier(
    start: date, days: int, later: int, more: int
) -> None:
    first = add_working_days(start, days, CALENDAR).due
    second = add_working_days(start + timedelta(later), days + more, CALENDAR).due
    assert second >= first
    assert more == 0 or second > first


@given(ANY_KNOWN, ANY_KNOWN, ANY_KNOWN)
def test_working_days_between_add_up(one: date, two: date, three: date) -> None:
    def between(first: date, second: date) -> int:
        return working_days_between(first, second, CALENDAR)

    assert between(one, two) + between(two, three) == between(one, three)


@given(IN_WINTER, DAYS, CALENDARS, CALENDARS)
def test_a_new_calendar_never_shortens_a_promise(
    start: date, days: int, old: Calendar, new: Calendar
) -> None:
    promised = add_working_days(start, days, old).due
    again = recalculated(promised, start, days, new)
    assert again.due >= max(promised, add_working_days(start, days, new).due)
    assert new.is_working(again.due)
    assert len(again.counted) == days
    # Nothing is given away: without the promise or the closed day it would be due earlier.
    assert working_days_between(max(promised, again.reached), again.due, new) <= 1
    assert recalculated(again.due, start, days, new).due == again.due


@given(IN_WINTER, DAYS, CALENDARS)
def test_the_same_calendar_changes_nothing(start: date, days: int, calendar: Calendar) -> None:
    first = add_working_days(start, days, calendar)
    assert recalculated(first.due, start, days, calendar) == first


@given(STARTS, DAYS)
def test_a_calendar_deadline_rolls_at_most_to_the_next_open_day(start: date, days: int) -> None:
    plain = add_calendar_days(start, days, CALENDAR)
    rolled = add_calendar_days(start, days, CALENDAR, roll_forward=True)
    assert plain.due == start + timedelta(days)
    assert rolled.due >= plain.due
    assert CALENDAR.is_working(rolled.due)
    assert working_days_between(plain.due - timedelta(1), rolled.due, CALENDAR) == 1
    assert plain.counted == rolled.counted


@given(STARTS, DAYS, ANY_KNOWN)
def test_a_version_recalls_what_a_deadline_was_counted_on(
    start: date, days: int, known_on: date
) -> None:
    calendar = ALMANAC.calendar(known_on=known_on, region="19.71")
    try:
        counted = add_working_days(start, days, calendar)
    except NoCalendar:
        reject()
    recalled = ALMANAC.recalled(counted.version)
    again = add_working_days(start, days, recalled)
    assert again == counted
    assert again.skipped == counted.skipped
