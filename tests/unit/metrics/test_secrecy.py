"""That of totals nothing of one to four can be computed from all that is told of them."""

from collections.abc import Hashable
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from services.metrics.domain import margins, metrics, period, tallies, totals
from services.metrics.domain.period import Bounds
from services.metrics.domain.secrecy import Counted, Figure, Sum, amount, kept_back, summed
from services.metrics.domain.suppression import is_small
from services.metrics.domain.totals import Year
from tests.unit.metrics.adversary import Adversary

A, B, C = ({name: 1} for name in "abc")


def figure(name: str, *terms: dict[str, int]) -> Figure:
    return Figure(name, tuple(map(summed, terms)))


PARTS = (
    figure("all", {"a": 1, "b": 1, "c": 1}),
    figure("first", A),
    figure("second", B),
    figure("third", C),
)


def test_what_is_left_of_the_whole_is_not_told() -> None:
    assert kept_back(PARTS, [{"a": 40, "b": 30, "c": 2}]) == {"third", "second"}
    assert kept_back(PARTS, [{"a": 40, "b": 30, "c": 20}]) == frozenset()


def test_what_is_small_in_one_period_is_kept_back_in_all() -> None:
    few, many = {"a": 40, "b": 30, "c": 2}, {"a": 40, "b": 30, "c": 20}
    assert kept_back(PARTS, [many, few]) == {"third", "second"}


def test_the_rest_of_a_share_is_a_count() -> None:
    share = figure("share", A, {"a": 1, "b": 1}, B)
    assert kept_back((share, figure("other", C)), [{"a": 38, "b": 2, "c": 9}]) == {"share"}


def test_what_everybody_knows_helps_nobody() -> None:
    """Third and second are the same, so the second may not be told either."""
    same = (summed({"b": 1, "c": -1}),)
    parts = (figure("first", A), figure("second", B))
    assert kept_back((*parts, figure("third", C)), [{"a": 9, "b": 9, "c": 3}], nothing=same) == {
        "second",
        "third",
    }


VIEWS = ("stock-flow", "closures", "M04", "M05", "M06", "status", "requests", "M20")
FIGURES = tuple(
    one
    for one in totals.universe(of_agency=False)
    if one.name.split(".")[0] in VIEWS and not one.name.startswith("status.reasons.K12")
)
NOTHING = totals.nothing(of_agency=False, of_type=False)
FLOWS = (
    tallies.OPENED,
    tallies.CLOSED,
    tallies.REOPENED,
    tallies.HANDED_OVER,
    tallies.FINISHED,
    tallies.cohort("K20"),
    tallies.cohort("K22"),
    tallies.cohort("K24"),
    tallies.ANSWERED_IN_TIME,
    tallies.ANSWERED_LATE,
)
AMOUNTS = st.sampled_from([0, 0, 0, 1, 2, 3, 6, 9, 30])
MONTHS = st.lists(st.fixed_dictionaries(dict.fromkeys(FLOWS, AMOUNTS)), min_size=24, max_size=24)


def two_years(stock: int, months: list[dict[str, int]]) -> list[Year]:
    counted: list[Counted] = []
    for month in months:
        told = {**month, tallies.RECEIVED: month[tallies.OPENED], metrics.OPEN_AT_START: stock}
        counted.append(told)
        stock += sum(sign * month.get(name, 0) for name, sign in tallies.STOCK_SIGNS.items())
    return [
        Year(2021 + n, FIGURES, NOTHING, tuple(counted[12 * n : 12 * n + 12])) for n in range(2)
    ]


def equation(told: Sum, bounds: Bounds) -> dict[Hashable, int]:
    """What is said of a period as said of its months; a stock is that of its first day."""
    found: dict[Hashable, int] = {}
    for name, sign in told:
        if name == metrics.OPEN_AT_START:
            found[name, bounds[0]] = sign
        else:
            for month in period.months(*bounds):
                found[name, month] = sign
    return found


def periods(year: Year) -> list[Bounds]:
    return [bounds for level in period.levels(year.year) for bounds in level]


def everybody(years: list[Year]) -> Adversary:
    """Knows how one stock comes from another, and what is nothing."""
    knowing = Adversary()
    months = [bounds for year in years for bounds in period.levels(year.year)[2]]
    for bounds in months:
        for one in NOTHING:
            knowing.hears(equation(one, bounds))
    stocks = {metrics.OPEN_AT_START: 1, **tallies.STOCK_SIGNS}
    for here, after in pairwise(months):
        becomes = equation(summed(stocks), here)
        knowing.hears({**becomes, (metrics.OPEN_AT_START, after[0]): -1})
    return knowing


@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.integers(0, 40), MONTHS)
def test_nothing_small_follows_from_all_years_quarters_and_months_together(
    stock: int, months: list[dict[str, int]]
) -> None:
    years = two_years(stock, months)
    knowing = everybody(years)
    for year in years:
        for bounds in periods(year):
            hide = year.hides(bounds)
            for one in FIGURES:
                if one.name not in hide:
                    for told in one.counts:
                        knowing.hears(equation(told, bounds))
    found = [
        (one.name, bounds)
        for year in years
        for bounds in periods(year)
        for one in FIGURES
        for told in one.counts
        if is_small(amount(told, year.counted(bounds))) and knowing.knows(equation(told, bounds))
    ]
    assert found == []


@pytest.mark.parametrize("of_agency", [True, False])
def test_much_is_told_whole(of_agency: bool) -> None:
    """Nothing is kept back for nobody's sake."""
    figures = totals.universe(of_agency=of_agency)
    counted = dict.fromkeys(totals.measures(of_agency=of_agency), 100)
    assert kept_back(figures, [counted]) == frozenset()


def test_the_most_important_is_told_first() -> None:
    """Two were reopened: both stocks, what was opened and closed can be told none the less."""
    months = [dict.fromkeys(FLOWS, 0) | {tallies.OPENED: 40, tallies.CLOSED: 30}] * 24
    months[0] = months[0] | {tallies.REOPENED: 2}
    [year, _] = two_years(20, months)
    hide = year.hides((date(2021, 1, 1), date(2021, 4, 1)))
    assert "stock-flow.reopened" in hide
    assert {"stock-flow.opened", "stock-flow.closed", "stock-flow.open_at_end"}.isdisjoint(hide)


def test_names_are_told_once() -> None:
    names = [one.name for one in totals.universe(of_agency=False)]
    assert len(names) == len(set(names))
    assert {*names} >= margins.OF_INTAKE
