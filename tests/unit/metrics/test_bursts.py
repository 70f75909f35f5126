"""A surge is found and ordinary noise is not, which is counted over random years."""

from datetime import date, timedelta
from math import exp
from random import Random

import pytest

from services.metrics.domain.bursts import Burst, Usual, bursts
from services.metrics.domain.predicting import Interval

DAY = timedelta(days=1)
BEGAN, START, END = date(2021, 1, 1), date(2022, 1, 1), date(2023, 1, 1)
YEARS = 200
"""Random ones: two alarms more or less are chance."""


def a_day(chance: Random, rate: float) -> int:
    """A Poisson number, as Knuth draws it."""
    left, count = chance.random(), 0
    while left > exp(-rate):
        left *= chance.random()
        count += 1
    return count


def two_years(chance: Random, a_week: float) -> dict[date, int]:
    days = (BEGAN + ahead * DAY for ahead in range((END - BEGAN).days))
    return {day: count for day in days if (count := a_day(chance, a_week / 7))}


def weekly(since: date, until: date, every: int = 7) -> dict[date, int]:
    """One complaint every so many days."""
    return {since + ahead * DAY: 1 for ahead in range(0, (until - since).days, every)}


def test_power_cuts_of_three_weeks_are_one_surge() -> None:
    cuts = {date(2022, 3, 9) + ahead * DAY: 3 for ahead in range(0, 22, 2)}
    [found] = bursts({**weekly(BEGAN, END), **cuts}, BEGAN, START, END)
    assert found.first >= date(2022, 3, 3)
    assert date(2022, 3, 29) <= found.last <= date(2022, 4, 5)
    assert found.count >= 33
    assert found.expected.high < 11


def test_a_surge_says_what_was_usual_before_it() -> None:
    surge = {date(2022, 3, 9): 4, date(2022, 3, 10): 4}
    [found] = bursts(surge, BEGAN, START, END)
    assert found == Burst(date(2022, 3, 9), date(2022, 3, 10), 8, Usual(0, 365))
    assert found.expected == Interval(0, 0)


def test_a_surge_does_not_become_the_usual() -> None:
    first = {date(2022, 3, 9) + ahead * DAY: 5 for ahead in range(14)}
    second = {date(2022, 5, 9) + ahead * DAY: 5 for ahead in range(14)}
    found = bursts({**first, **second}, BEGAN, START, END)
    assert [(one.first, one.count) for one in found] == [
        (date(2022, 3, 9), 70),
        (date(2022, 5, 9), 70),
    ]
    assert found[1].usual.events == 0


def test_of_an_earlier_surge_only_what_lasts_into_the_period_is_told() -> None:
    counts = {date(2021, 12, 20) + ahead * DAY: 5 for ahead in range(14)}
    [found] = bursts(counts, BEGAN, START, END)
    assert (found.first, found.last) == (date(2021, 12, 20), date(2022, 1, 2))
    assert bursts(counts, BEGAN, date(2022, 2, 1), END) == []


def test_few_are_no_surge_however_unusual() -> None:
    assert bursts({date(2022, 3, 9): 4}, BEGAN, START, END) == []


def test_without_days_before_nothing_is_unusual() -> None:
    counts = {START + ahead * DAY: 9 for ahead in range(20)}
    assert bursts(counts, START, START, START + 30 * DAY) == []


def test_many_every_week_are_usual() -> None:
    assert bursts(weekly(BEGAN, END, every=1), BEGAN, START, END) == []


@pytest.mark.parametrize("a_week", [0.2, 1, 5, 20])
def test_a_hundred_years_of_noise_give_one_false_alarm_or_none(a_week: float) -> None:
    chance = Random(f"noise of {a_week} a week")
    alarms = sum(len(bursts(two_years(chance, a_week), BEGAN, START, END)) for _ in range(YEARS))
    assert alarms <= YEARS * 0.01


@pytest.mark.parametrize(("a_week", "times"), [(0.2, 40), (1, 12), (5, 5)])
def test_surges_are_found_nine_times_in_ten(a_week: float, times: int) -> None:
    chance = Random(f"surges over {a_week} a week")
    found = 0
    for _ in range(YEARS // 4):
        counts = two_years(chance, a_week)
        for ahead in range(14):
            day = date(2022, 6, 1) + ahead * DAY
            counts[day] = counts.get(day, 0) + a_day(chance, a_week * times / 7)
        found += any(one.first.month in (5, 6) for one in bursts(counts, BEGAN, START, END))
    assert found >= YEARS // 4 * 0.9
