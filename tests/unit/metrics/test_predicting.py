"""What is to be expected, held to closed forms and to the textbook's sum of the same chances."""

from math import exp, lgamma, log

import pytest

from services.metrics.domain.bursts import RARE
from services.metrics.domain.predicting import Interval, Seen


def chance(events: int, exposure: float, time: float, count: int) -> float:
    """The negative binomial as a textbook writes it."""
    shape, stays = events + 0.5, exposure / (exposure + time)
    ways = lgamma(shape + count) - lgamma(shape) - lgamma(count + 1)
    return exp(ways + shape * log(stays) + count * log(1 - stays))


def test_after_nothing_in_three_years_a_year_of_nothing_is_likely() -> None:
    """Closed form: the square root of three quarters."""
    assert 1 - Seen(0, 3).at_least(1, 1) == pytest.approx(0.75**0.5, abs=1e-12)
    assert Seen(0, 3).interval(1) == Interval(0, 2)


@pytest.mark.parametrize(
    ("events", "exposure", "time", "expected"),
    [
        (0, 1, 1, Interval(0, 3)),
        (4, 4, 1, Interval(0, 4)),
        (12, 4, 1, Interval(0, 8)),
        (40, 4, 1, Interval(4, 18)),
        (400, 4, 1, Interval(79, 123)),
        (40_000, 4, 1, Interval(9782, 10220)),
    ],
)
def test_intervals_are_those_of_the_textbook(
    events: int, exposure: float, time: float, expected: Interval
) -> None:
    found = Seen(events, exposure).interval(time)
    chances = [chance(events, exposure, time, count) for count in range(12_000)]
    assert sum(chances[: found.low]) <= 0.025 < sum(chances[: found.low + 1])
    assert sum(chances[found.high + 1 :]) <= 0.025 < sum(chances[found.high :])
    assert found == expected


@pytest.mark.parametrize("count", [0, 1, 5, 30])
def test_the_chance_of_so_many_or_more_is_the_rest_of_the_sum(count: int) -> None:
    told = Seen(7, 52).at_least(count, 1)
    assert told == pytest.approx(1 - sum(chance(7, 52, 1, one) for one in range(count)), abs=1e-12)


def test_the_mean_is_that_of_the_chances() -> None:
    mean = sum(count * chance(7, 52, 4, count) for count in range(500))
    assert Seen(7, 52).mean(4) == pytest.approx(mean)


def test_the_less_was_seen_the_wider_is_what_may_come() -> None:
    short, long = Seen(10, 1).interval(1), Seen(100, 10).interval(1)
    assert short.low < long.low
    assert short.high > long.high


@pytest.mark.parametrize("events", [0, 1, 5, 40, 400, 4_000])
@pytest.mark.parametrize("exposure", [28, 365])
def test_two_deviations_above_the_mean_are_nothing_rare(events: int, exposure: int) -> None:
    """So nothing is lost where chances are added up only beyond it."""
    seen = Seen(events, exposure)
    assert seen.at_least(int(seen.often(7)), 7) > 100 * RARE
