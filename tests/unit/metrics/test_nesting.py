"""A group that is shown beside its parts gives none of the hidden parts away."""

from hypothesis import given
from hypothesis import strategies as st

from services.metrics.domain.nesting import hidden_groups
from services.metrics.domain.suppression import hidden, is_small

GROUP = {f"{group}{number}": group for group in "abc" for number in range(4)}
PARTS = st.dictionaries(
    st.sampled_from(sorted(GROUP)), st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1
)


def _hidden(parts: dict[str, tuple[int, int]]) -> set[str]:
    keys = sorted(parts)
    return {keys[place] for place in hidden([parts[key] for key in keys])}


def test_one_hidden_part_hides_its_group() -> None:
    parts = {"a1": (40,), "a2": (2,), "b1": (6,), "c1": (60,)}
    assert hidden_groups(parts, {"a2", "b1"}, GROUP.__getitem__) == {"a", "b"}


def test_parts_that_are_many_together_may_be_told() -> None:
    parts = {"a1": (4,), "a2": (4,), "b1": (60,)}
    assert hidden_groups(parts, {"a1", "a2"}, GROUP.__getitem__) == frozenset()


def test_what_is_left_of_all_groups_tells_nothing_either() -> None:
    parts = {"a1": (4,), "a2": (4,), "b1": (2,), "c1": (60,)}
    assert hidden_groups(parts, {"a1", "a2", "b1"}, GROUP.__getitem__) == {"a", "b"}


@given(PARTS)
def test_neither_a_group_nor_all_of_them_tell_of_one_part(
    parts: dict[str, tuple[int, int]],
) -> None:
    hide = _hidden(parts)
    groups = hidden_groups(parts, hide, GROUP.__getitem__)
    told = [{key for key in hide if GROUP[key] == one} for one in {*GROUP.values()} - groups]
    left = {key for key in hide if GROUP[key] in groups}
    may_be_all = len(hide) < 2 or _is_told(hide, parts)
    for keys in (*told, left):
        assert not keys or may_be_all or not _is_told(keys, parts)


def _is_told(keys: set[str], parts: dict[str, tuple[int, int]]) -> bool:
    columns = zip(*(parts[key] for key in keys), strict=True)
    return len(keys) < 2 or any(is_small(sum(column)) for column in columns)
