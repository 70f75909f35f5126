"""Days as offices see them, and periods cut into months and days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.metrics import offices
from services.metrics.domain.period import Segment, before, covering, local_day, months

days = st.dates(date(2019, 11, 1), date(2024, 3, 1))
patiently = settings(deadline=None)  # the machine may be busy


def _days_of(segment: Segment) -> list[date]:
    if segment.grain != "day":
        assert segment.start.day == segment.end.day == 1
    if segment.grain == "year":
        assert segment.start.month == segment.end.month == 1
    length = (segment.end - segment.start).days
    return [segment.start + timedelta(days=number) for number in range(length)]


@patiently
@given(days, days, st.booleans())
def test_segments_cover_each_day_of_a_period_once(one: date, other: date, by_month: bool) -> None:
    start, end = sorted((one, other))
    segments = covering(start, end, by_month=by_month)
    covered = [day for segment in segments for day in _days_of(segment)]
    assert covered == [start + timedelta(days=number) for number in range((end - start).days)]
    assert not by_month or all(segment.grain != "year" for segment in segments)


@patiently
@given(days, days)
def test_a_period_is_read_in_few_stretches_of_few_rows(one: date, other: date) -> None:
    start, end = sorted((one, other))
    segments = covering(start, end)
    assert len(segments) <= 5
    for grain, longest in (("day", 60), ("month", 22 * 31)):
        of_grain = [segment for segment in segments if segment.grain == grain]
        assert sum(len(_days_of(segment)) for segment in of_grain) <= longest


def test_a_quarter_is_three_months_and_what_was_before_it_is_years_and_months() -> None:
    start, end = date(2022, 4, 1), date(2022, 7, 1)
    assert covering(start, end) == [Segment("month", start, end)]
    years, year = Segment("year", date.min, date(2022, 1, 1)), date(2022, 1, 1)
    assert before(start) == [years, Segment("month", year, start)]
    assert before(date(2022, 4, 3))[-1] == Segment("day", start, date(2022, 4, 3))
    assert before(year) == [years]


def test_a_period_touches_its_first_and_last_month() -> None:
    found = months(date(2021, 11, 30), date(2022, 2, 2))
    assert found == [date(2021, 11, 1), date(2021, 12, 1), date(2022, 1, 1), date(2022, 2, 1)]
    assert months(date(2022, 1, 1), date(2022, 2, 1)) == [date(2022, 1, 1)]


@pytest.mark.parametrize(
    ("office", "day"),
    [
        ("babel", date(2021, 12, 31)),
        ("kukar", date(2022, 1, 1)),
        ("la311", date(2021, 12, 31)),
        ("an-office-without-a-zone", date(2021, 12, 31)),
    ],
)
def test_the_year_begins_when_it_does_at_the_office(office: str, day: date) -> None:
    moment = datetime(2021, 12, 31, 16, 30, tzinfo=UTC)  # 23:30 WIB, 00:30 WITA
    assert local_day(moment, offices.zone_of(office)) == day


def test_los_angeles_keeps_its_summer_time() -> None:
    zone = offices.zone_of("la311")
    assert local_day(datetime(2017, 7, 1, 7, 30, tzinfo=UTC), zone) == date(2017, 7, 1)
    assert local_day(datetime(2017, 1, 1, 7, 30, tzinfo=UTC), zone) == date(2016, 12, 31)
