"""Groups that are told beside their parts: a shown group must not give a hidden part of it away."""

from collections.abc import Callable, Collection, Mapping

from services.metrics.domain.suppression import Row, added, is_small

FEWEST = 2
"""Hidden parts that may be told together: of one alone the sum would be itself."""


def hidden_groups(
    parts: Mapping[str, Row], hide: Collection[str], group_of: Callable[[str], str]
) -> frozenset[str]:
    """The groups that are not shown, where of their parts these are hidden.

    A group less those of its parts that are shown tells the sum of the others; all less what is
    shown tells that of the others of all hidden groups.
    """
    hidden_parts: dict[str, list[Row]] = {}
    for key in sorted({*hide} & parts.keys()):
        hidden_parts.setdefault(group_of(key), []).append(parts[key])
    found = {group for group, rows in hidden_parts.items() if _tells(rows)}
    while found and _tells([row for group in found for row in hidden_parts[group]]):
        others = sorted(hidden_parts.keys() - found, key=lambda one: _size(hidden_parts[one]))
        if not others:
            break
        found.add(others[0])
    return frozenset(found)


def _tells(rows: Collection[Row]) -> bool:
    """Whether the sum of these rows says too much of one of them."""
    return len(rows) < FEWEST or any(map(is_small, added(rows).values()))


def _size(rows: Collection[Row]) -> int:
    return sum(added(rows).values())
