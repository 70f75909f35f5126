"""What the public is not told: small counts, and whatever would give them away."""

from hypothesis import given
from hypothesis import strategies as st

from services.metrics.domain.suppression import LEAST, hidden, is_small

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
