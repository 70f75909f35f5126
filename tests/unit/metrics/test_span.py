"""Periods of reports, and until when their figures are preliminary."""

from datetime import date, timedelta

import pytest

from services.metrics.domain.span import NoSuchReport, Span, is_preliminary, read_span, span_of
from shared.calendar import files


def test_a_quarter_and_a_year_by_their_names() -> None:
    assert (read_span("2022-Q1").start, read_span("2022-Q1").end) == (
        date(2022, 1, 1),
        date(2022, 4, 1),
    )
    assert read_span("2022-Q4").end == date(2023, 1, 1)
    assert (read_span("2022").start, read_span("2022").end) == (date(2022, 1, 1), date(2023, 1, 1))


@pytest.mark.parametrize("name", ["2022-Q1", "2022-Q4", "2022"])
def test_what_comes_before_ends_where_a_period_starts(name: str) -> None:
    span = read_span(name)
    assert read_span(span.name) == span
    assert span.before.end == span.start
    assert span.after.start == span.end
    assert span.before.after == span


@pytest.mark.parametrize("name", ["", "2022-Q5", "2022-q1", "22", "1999", "2022-Q1 ", "٢٠٢٢"])
def test_other_names_are_of_no_report(name: str) -> None:
    with pytest.raises(NoSuchReport):
        read_span(name)


def test_every_day_is_in_the_quarter_that_holds_it() -> None:
    day = date(2022, 1, 1)
    while day.year == 2022:
        span = span_of(day)
        assert span.start <= day < span.end
        day += timedelta(days=1)


def test_the_first_quarter_of_2022_stays_preliminary_for_fifteen_working_days() -> None:
    """15 April 2022 was Good Friday, so the fifteenth working day after 31 March is 22 April."""
    calendar = files.load().calendar()
    end = date(2022, 4, 1)
    assert is_preliminary(end, date(2022, 3, 14), calendar)
    assert is_preliminary(end, date(2022, 4, 21), calendar)
    assert not is_preliminary(end, date(2022, 4, 22), calendar)
    assert not is_preliminary(end, date(2026, 1, 1), calendar)


def test_without_a_decree_the_careful_answer_is_given() -> None:
    calendar = files.load().calendar()
    far = Span(2090, None).end
    assert is_preliminary(far, far, calendar)
    assert not is_preliminary(far, far + timedelta(days=90), calendar)
