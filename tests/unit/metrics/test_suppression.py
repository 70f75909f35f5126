"""What the public is not told: small counts, and whatever would give them away."""

from hypothesis import given
from hypothesis import strategies as st

from services.metrics.domain.suppression import hidden, hidden_together, is_small

NAMES = "abcdefghi"
COLUMNS = ("came", "went", "left")
ROWS = st.dictionaries(
    st.sampled_from(NAMES), st.dictionaries(st.sampled_from(COLUMNS), st.integers(0, 12))
)


def one(**counts: int) -> dict[str, dict[str, int]]:
    """Rows of a single column."""
    return {name: {"came": count} for name, count in counts.items()}


def sums(rows: dict[str, dict[str, int]], keys: frozenset[str]) -> list[int]:
    return [sum(rows.get(key, {}).get(name, 0) for key in keys) for name in COLUMNS]


def test_a_small_count_takes_its_row_and_the_next_smallest_with_it() -> None:
    told = {"a": (40, 30), "b": (3, 2), "c": (9, 8), "d": (20, 20)}
    rows = {name: dict(zip(COLUMNS, row, strict=False)) for name, row in told.items()}
    assert hidden(rows) == {"b", "c"}


def test_nothing_and_much_are_told() -> None:
    assert hidden(one(a=0, b=40, c=5)) == frozenset()


def test_hidden_rows_that_are_few_together_take_another() -> None:
    assert hidden(one(a=2, b=1, c=30)) == {"a", "b", "c"}
    assert hidden(one(a=4, b=4, c=30)) == {"a", "b"}


def test_columns_are_added_by_their_names() -> None:
    """Two and three are few, and of different things: together each is few still."""
    rows = {"a": {"came": 2}, "b": {"went": 3}, "c": {"went": 9, "came": 9}, "d": {"came": 50}}
    assert hidden(rows) == {"a", "b", "c"}


def test_of_a_total_that_is_not_told_some_part_is_not_told_either() -> None:
    rows = {"a": {"came": 20}, "b": {"came": 30, "went": 9}, "c": {"came": 40, "went": 50}}
    assert hidden(rows, untold=["went"]) == {"a", "b"}
    assert hidden(rows, untold=["left"]) == frozenset()


@given(ROWS)
def test_no_small_count_is_shown(rows: dict[str, dict[str, int]]) -> None:
    hide = hidden(rows)
    assert not any(is_small(n) for key in rows.keys() - hide for n in rows[key].values())


@given(ROWS, st.sets(st.sampled_from(COLUMNS)))
def test_the_total_less_what_is_shown_tells_of_no_small_group(
    rows: dict[str, dict[str, int]], untold: set[str]
) -> None:
    """Unless everything is hidden, when the total itself is small or all there is."""
    hide = hidden(rows, untold=untold)
    if all(key in hide or not any(row.values()) for key, row in rows.items()):
        return
    assert not hide or len(hide) > 1
    assert not any(map(is_small, sums(rows, hide)))
    for name, count in zip(COLUMNS, sums(rows, hide), strict=True):
        assert count or name not in untold or not any(row.get(name) for row in rows.values())


PERIODS = st.lists(ROWS, min_size=1, max_size=4)


def test_what_is_small_in_one_quarter_is_shown_in_none() -> None:
    """Else the year less three quarters would tell the fourth."""
    small, large = one(a=2, b=30, c=9), one(a=40, b=30, c=9)
    assert hidden_together([small, large, large, large]) == {"a", "c"}


def test_what_the_year_hides_no_quarter_shows() -> None:
    assert hidden_together([one(a=40, b=30), one(a=30, b=30)], {"b"}) == {"a", "b"}


@given(PERIODS)
def test_parts_of_a_whole_give_no_small_count_away(
    periods: list[dict[str, dict[str, int]]],
) -> None:
    hide = hidden_together(periods)
    keys = {key for period in periods for key in period}
    somebody = any(any(p.get(key, {}).values()) for p in periods for key in keys - hide)
    for period in periods:
        assert not any(is_small(n) for key in period.keys() - hide for n in period[key].values())
        if somebody and hide:
            assert not any(map(is_small, sums(period, hide)))
