"""A group that is shown beside its parts gives none of the hidden parts away."""

from collections.abc import Collection

from hypothesis import given
from hypothesis import strategies as st

from services.metrics.domain.nesting import hidden_groups
from services.metrics.domain.suppression import added, hidden, is_small

GROUP = {f"{group}{number}": group for group in "abc" for number in range(4)}
PARTS = st.dictionaries(
    st.sampled_from(sorted(GROUP)),
    st.fixed_dictionaries({"came": st.integers(0, 12), "went": st.integers(0, 12)}),
    min_size=1,
)


def test_one_hidden_part_hides_its_group() -> None:
    parts = {"a1": {"came": 40}, "a2": {"came": 2}, "b1": {"came": 6}, "c1": {"came": 60}}
    assert hidden_groups(parts, {"a2", "b1"}, GROUP.__getitem__) == {"a", "b"}


def test_parts_that_are_many_together_may_be_told() -> None:
    parts = {"a1": {"came": 4}, "a2": {"came": 4}, "b1": {"came": 60}}
    assert hidden_groups(parts, {"a1", "a2"}, GROUP.__getitem__) == frozenset()


def test_what_is_left_of_all_groups_tells_nothing_either() -> None:
    parts = {"a1": {"came": 4}, "a2": {"came": 4}, "b1": {"came": 2}, "c1": {"came": 60}}
    assert hidden_groups(parts, {"a1", "a2", "b1"}, GROUP.__getitem__) == {"a", "b"}


@given(PARTS)
def test_neither_a_group_nor_all_of_them_tell_of_one_part(
    parts: dict[str, dict[str, int]],
) -> None:
    hide = hidden(parts)
    groups = hidden_groups(parts, hide, GROUP.__getitem__)
    told = [{key for key in hide if GROUP[key] == one} for one in {*GROUP.values()} - groups]
    left = {key for key in hide if GROUP[key] in groups}
    may_be_all = len(hide) < 2 or _is_told(hide, parts)
    for keys in (*told, left):
        assert not keys or may_be_all or not _is_told(keys, parts)


def _is_told(keys: Collection[str], parts: dict[str, dict[str, int]]) -> bool:
    return len(keys) < 2 or any(map(is_small, added([parts[key] for key in keys]).values()))
