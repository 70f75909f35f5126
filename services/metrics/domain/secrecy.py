"""Which figures the public is not told, so that none of one to four follows from those it is.

A figure is a sum of measures. Whoever is told some figures can add and subtract them, and knows
whatever lies in their span. So they are told one by one, the most important first, and one is kept
back where with it a small count would lie in the span.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Self

from services.metrics.domain.suppression import is_small

Sum = tuple[tuple[str, int], ...]
"""Measures in the order of their names, and how often each counts."""

PRIME = 2**61 - 1
"""Sums are solved modulo this: exact, for what ones and minus ones multiply to stays far below."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What stands in one place: a count, or a share with all the counts that it tells of."""

    name: str
    counts: tuple[Sum, ...]
    is_left_out: bool = False
    """Where there is none of it in any period: so everybody knows that there is none."""
    of_moment: bool = False
    """A stock: the end of one period is the beginning of the next, so it is kept back where it is
    small itself and nowhere else. Other figures are told of all periods of a level or of none."""


Counted = Mapping[str, int]
"""How much there is of each measure in one period."""


def summed(terms: Mapping[str, int]) -> Sum:
    return tuple(sorted((name, sign) for name, sign in terms.items() if sign))


def amount(told: Sum, counted: Counted) -> int:
    return sum(sign * counted.get(name, 0) for name, sign in told)


def kept_back(
    figures: tuple[Figure, ...],
    periods: Sequence[Counted],
    *,
    nothing: tuple[Sum, ...] = (),
    already: frozenset[str] = frozenset(),
    secret: frozenset[str] = frozenset(),
) -> frozenset[str]:
    """The names of those that are told of none of these periods; stocks are not among them.

    `nothing` are sums that everybody knows to be 0; what is kept back `already` stays so; `secret`
    are as if they were small.
    """
    sums = {told for one in figures for told in one.counts}
    more = frozenset(told for one in figures if one.name in secret for told in one.counts)
    secrets = frozenset(
        more | {told for told in sums if is_small(amount(told, counted))} for counted in periods
    )
    small = frozenset().union(*secrets)
    kept = {one.name for one in figures if not one.of_moment and not small.isdisjoint(one.counts)}
    empty = {
        one.name
        for one in figures
        if one.is_left_out and not any(amount(one.counts[0], counted) for counted in periods)
    }
    return _kept_back(figures, secrets, nothing, already | kept, frozenset(empty))


@lru_cache(maxsize=256)
def _kept_back(
    figures: tuple[Figure, ...],
    secrets: frozenset[frozenset[Sum]],
    nothing: tuple[Sum, ...],
    kept: frozenset[str],
    empty: frozenset[str],
) -> frozenset[str]:
    """What everybody knows to be nothing cannot be kept back."""
    knowing = [Knowing.of(nothing, one) for one in secrets if one]
    for who in knowing:
        for one in figures:
            if one.of_moment and not who.keeps.intersection(one.counts):
                who.hear(one.counts)
    hide = set(kept)
    flows = [one for one in figures if not one.of_moment and one.name not in kept]
    for one in sorted(flows, key=lambda each: each.name not in empty):
        if all(who.may_hear(one.counts) for who in knowing):
            for who in knowing:
                who.hear(one.counts)
        else:
            hide.add(one.name)
    return frozenset(hide)


Vector = dict[str, int]


@dataclass(slots=True)
class Knowing:
    """What somebody knows who was told some sums, and what they must not find out."""

    rows: dict[str, Vector] = field(default_factory=dict)
    """By a measure that is in no other row, and once in its own."""
    keeps: frozenset[Sum] = frozenset()
    secrets: dict[Sum, Vector] = field(default_factory=dict)
    """What of each is not known."""

    @classmethod
    def of(cls, nothing: Iterable[Sum], keeps: Iterable[Sum]) -> Self:
        made = cls(keeps=frozenset(keeps))
        made.secrets = {one: dict(one) for one in made.keeps}
        made.hear(nothing)
        return made

    def knows(self, told: Sum) -> bool:
        return not self._rest(dict(told))

    def may_hear(self, sums: Sequence[Sum]) -> bool:
        """Whether nothing that they must not find out follows."""
        secrets = [one for one in self.secrets.values() if one]
        for later in _combined([self._rest(dict(one)) for one in sums]):
            if any(_alike(later, one) for one in secrets):
                return False
            secrets = [_without(one, later) for one in secrets]
        return True

    def hear(self, sums: Iterable[Sum]) -> None:
        for row in _combined([self._rest(dict(one)) for one in sums]):
            for known in (self.rows, self.secrets):
                _take_out(known, row)
            self.rows[_first(row)] = row

    def _rest(self, vector: Vector) -> Vector:
        """What of it does not follow from what is known."""
        for name in [name for name in vector if name in self.rows]:
            vector = _without(vector, self.rows[name])
        return vector


def _first(row: Vector) -> str:
    return min(row)


def _combined(rows: Iterable[Vector]) -> Iterator[Vector]:
    """Rows that say the same, each with one of a measure that no later one has."""
    left = [row for row in rows if row]
    while left:
        row = _scaled(left.pop(0))
        yield row
        left = [rest for one in left if (rest := _without(one, row))]


def _scaled(row: Vector) -> Vector:
    """So often that its first measure counts once."""
    times = pow(row[_first(row)], -1, PRIME)
    return {name: times * sign % PRIME for name, sign in row.items()}


def _without(vector: Vector, row: Vector) -> Vector:
    """As much of the row taken away as leaves none of its first measure."""
    times = vector.get(_first(row), 0)
    if not times:
        return vector
    names = vector.keys() | row.keys()
    left = {name: (vector.get(name, 0) - times * row.get(name, 0)) % PRIME for name in names}
    return {name: sign for name, sign in left.items() if sign}


def _take_out(of: dict[Any, Vector], row: Vector) -> None:
    for name, one in of.items():
        of[name] = _without(one, row)


def _alike(row: Vector, secret: Vector) -> bool:
    """Whether one is the other so many times."""
    return row.keys() == secret.keys() and not _without(secret, row)
