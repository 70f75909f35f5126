"""How figures are made of sums."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.metrics.domain import figures
from services.metrics.domain.figures import Flow, Sum, half_up, nearest_rank, percent


@pytest.mark.parametrize(
    ("numerator", "denominator", "printed"),
    [
        (68, 83, "81.93"),  # the press cut it off: 81.92
        (294, 480, "61.25"),
        (251, 260, "96.54"),
        (7151, 9365, "76.36"),
        (4073, 9672, "42.11"),
        (274, 179, "153.07"),
        (1, 800, "0.13"),  # 0.125: half goes up
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (0, 5, "0.00"),
        (5, 5, "100.00"),
        (0, 0, "–"),
        (3, 0, "–"),
    ],
)
def test_a_share_is_printed_half_up_with_two_decimals(
    numerator: int, denominator: int, printed: str
) -> None:
    assert percent(numerator, denominator) == printed


@settings(deadline=None)
@given(st.integers(-(10**15), 10**15), st.integers(1, 10**12))
def test_rounding_is_never_more_than_half_a_unit_away(numerator: int, denominator: int) -> None:
    printed = Fraction(half_up(numerator, denominator))
    exact = Fraction(numerator, denominator)
    assert printed - Fraction(1, 200) <= exact < printed + Fraction(1, 200)


@settings(deadline=None)
@given(st.integers(1, 5_000), st.sampled_from([50, 90]))
def test_the_nearest_rank_is_the_first_that_covers_the_share(n: int, percentile: int) -> None:
    rank = nearest_rank(n, percentile)
    assert 1 <= rank <= n
    assert rank * 100 >= n * percentile > (rank - 1) * 100


def test_a_median_of_two_is_the_lower_one() -> None:
    assert nearest_rank(2, 50) == 1
    assert nearest_rank(3, 50) == 2
    assert nearest_rank(10, 90) == 9
    assert nearest_rank(11, 90) == 10


def test_published_stocks_and_flows_balance() -> None:
    """PHSO 2011-12 (domain D.4)."""
    flow = Flow("phso", 1_400, {"opened": 23_846, "closed": 23_889}, 0)
    assert flow.open_at_end == 1_357


def test_stocks_come_from_all_time_before_and_flows_from_the_period() -> None:
    [flow] = figures.flows(
        [
            Sum(True, "pln", "opened", 9, 0),
            Sum(True, "pln", "closed", 4, 100),
            Sum(True, "pln", "moved-in", 1, 0),
            Sum(False, "pln", "closed", 2, 60),
            Sum(False, "pln", "closed", 1, 30),  # days beside whole months
            Sum(False, "pln", "handed-over", 1, 0),
        ]
    )
    assert (flow.open_at_start, flow["closed"], flow.open_at_end) == (6, 3, 2)
    assert flow.seconds_to_close == 90


def test_a_cohort_is_what_was_opened_and_moved_less_what_ended() -> None:
    counts = {"opened": 5, "cohort-moved": -1, "cohort-K20": 2, "cohort-K24": 1, "cohort-K22": 0}
    flow = Flow("pln", 0, counts, 0)
    assert flow.registered == 4
    assert flow.reasons == {"K20": 2, "K24": 1}
    assert (flow.registered_and_closed, flow.registered_and_handed_over) == (2, 1)


def test_groups_come_by_name_and_those_without_anything_are_left_out() -> None:
    sums = [
        Sum(False, "b", "closed", 1, 0),
        Sum(True, "c", "opened", 1, 0),
        Sum(True, "c", "closed", 1, 0),
        Sum(True, "a", "opened", 1, 0),
    ]
    assert [flow.group for flow in figures.flows(sums)] == ["a", "b"]


def test_each_month_begins_with_what_the_last_one_left() -> None:
    start, end = date(2022, 1, 1), date(2022, 4, 1)
    sums = [
        Sum(True, "None", "opened", 11, 0),
        Sum(False, date(2022, 1, 1), "opened", 5, 0),
        Sum(False, date(2022, 3, 7), "closed", 6, 0),
    ]
    found = figures.grouped(sums, "month", start, end)
    assert [flow.group for flow in found] == ["2022-01", "2022-02", "2022-03"]
    assert [flow.open_at_start for flow in found] == [11, 16, 16]
    assert found[-1].open_at_end == 10


def test_nothing_at_all_is_still_a_total() -> None:
    [flow] = figures.grouped([], "total", date(2022, 1, 1), date(2022, 2, 1))
    assert (flow.group, flow.open_at_start, flow.open_at_end) == ("total", 0, 0)
