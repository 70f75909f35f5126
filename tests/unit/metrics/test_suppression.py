"""What the public is not told: small counts, and whatever would give them away."""

from hypothesis import given
from hypothesis import strategies as st

from services.metrics.domain.suppression import LEAST, hidden, hidden_together, is_small

ROWS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 12), min_size=width, max_size=width), max_size=9)
)


def test_a_small_count_takes_its_row_and_the_next_smallest_with_it() -> None:
    assert hidden([(40, 30), (3, 2), (9, 8), (20, 20)]) == {1, 2}


def test_nothing_and_much_are_told() -> None:
    assert hidden([(0, 0), (40, 30), (5, 5)]) == frozenset()


def test_hidden_rows_that_are_few_together_take_another() -> None:
    assert hidden([(2,), (1,), (30,)]) == {0, 1, 2}
    assert hidden([(4,), (4,), (30,)]) == {0, 1}


@given(ROWS)
def test_no_small_count_is_shown(rows: list[list[int]]) -> None:
    hide = hidden(rows)
    assert not any(
        is_small(count) for place, row in enumerate(rows) if place not in hide for count in row
    )


@given(ROWS)
def test_the_total_less_what_is_shown_tells_of_no_small_group(rows: list[list[int]]) -> None:
    """Unless everything is hidden, when the total itself is small or all there is."""
    hide = hidden(rows)
    if not hide or all(place in hide or not any(row) for place, row in enumerate(rows)):
        return
    assert len(hide) > 1
    for column in zip(*(rows[place] for place in hide), strict=True):
        assert sum(column) == 0 or sum(column) >= LEAST


PERIODS = st.lists(
    st.dictionaries(
        st.sampled_from("abcdef"), st.lists(st.integers(0, 12), min_size=2, max_size=2)
    ),
    min_size=1,
    max_size=4,
)


def test_what_is_small_in_one_quarter_is_shown_in_none() -> None:
    """Else the year less three quarters would tell the fourth."""
    small, large = {"a": [2], "b": [30], "c": [9]}, {"a": [40], "b": [30], "c": [9]}
    assert hidden_together([small, large, large, large]) == {"a", "c"}


def test_what_the_year_hides_no_quarter_shows() -> None:
    quarters = [{"a": [40], "b": [30]}, {"a": [30], "b": [30]}]
    assert hidden_together(quarters, {"b"}) == {"a", "b"}


@given(PERIODS)
def test_parts_of_a_whole_give_no_small_count_away(periods: list[dict[str, list[int]]]) -> None:
    hide = hidden_together(periods)
    keys = {key for period in periods for key in period}
    for period in periods:
        assert not any(is_small(n) for key in period.keys() - hide for n in period[key])
        if any(period.get(key, [0, 0]) != [0, 0] for key in keys - hide) and hide:
            sums = [sum(period.get(key, [0, 0])[at] for key in hide) for at in (0, 1)]
            assert not any(map(is_small, sums))
