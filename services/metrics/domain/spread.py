"""Distributions over whole days, and what is read off them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from services.metrics.domain.figures import Binned, nearest_rank

Spreads = Mapping[str, Mapping[str, "Spread"]]
"""By group, in the order of their names, and by measure."""

LEAST = 3
"""A median of fewer says nothing (domain D.3)."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How many are in each bin."""

    counts: Mapping[int, int]

    @property
    def n(self) -> int:
        return sum(self.counts.values())

    def percentile(self, percentile: int) -> int | None:
        """By nearest rank; None for too few."""
        if self.n < LEAST:
            return None
        left = nearest_rank(self.n, percentile)
        for place, count in sorted(self.counts.items()):
            left -= count
            if left <= 0:
                return place
        return None

    @property
    def highest(self) -> int | None:
        return max((place for place, count in self.counts.items() if count), default=None)

    def without(self, other: "Spread") -> "Spread":
        """What is left when those of the other, which are among these, are taken away."""
        counts = {place: n - other.counts.get(place, 0) for place, n in self.counts.items()}
        return Spread({place: n for place, n in counts.items() if n})

    def within(self, first: int, last: int | None) -> int:
        """How many from one bin to another, both of them counted."""
        return sum(
            count
            for place, count in self.counts.items()
            if first <= place and (last is None or place <= last)
        )


NO_SPREAD = Spread({})


def spreads(found: Iterable[Binned], by: str) -> Spreads:
    """One distribution a group and measure; days that are groups count as their months."""
    counts: dict[str, dict[str, dict[int, int]]] = {}
    for one in found:
        of_group = counts.setdefault(_group(one.group, by), {}).setdefault(one.measure, {})
        of_group[one.bin] = of_group.get(one.bin, 0) + one.amount
    return {
        group: {measure: Spread(of_bins) for measure, of_bins in sorted(measures.items())}
        for group, measures in sorted(counts.items())
    }


def _group(group: str | date, by: str) -> str:
    if by == "total":
        return "total"
    return str(group)[:7] if by == "month" else str(group)


def ages(found: Iterable[Binned], by: str, end: date) -> Mapping[str, Spread]:
    """How old each group's open cases are when the period ends, in calendar days."""
    day = end.toordinal() - 1
    counted: dict[str, dict[int, int]] = {}
    for one in found:
        of_group = counted.setdefault(_group(one.group, by), {})
        age = day - one.bin
        of_group[age] = of_group.get(age, 0) + one.amount
    return {
        group: Spread({age: count for age, count in of_group.items() if count})
        for group, of_group in sorted(counted.items())
    }
