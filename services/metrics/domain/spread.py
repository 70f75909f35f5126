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

    def without(self, other: "Spread") -> "Spread":
        """What is left when those of the other, which are among these, are taken away."""
        counts = {place: n - other.counts.get(place, 0) for place, n in self.counts.items()}
        return Spread({place: n for place, n in counts.items() if n})


NO_SPREAD = Spread({})


def spreads(found: Iterable[Binned], by: str) -> Spreads:
    """One distribution a group and measure; days that are groups count as their months."""
    counts: dict[str, dict[str, dict[int, int]]] = {}
    for one in found:
        of_group = counts.setdefault(group_of(one.group, by), {}).setdefault(one.measure, {})
        of_group[one.bin] = of_group.get(one.bin, 0) + one.amount
    return {
        group: {measure: Spread(of_bins) for measure, of_bins in sorted(measures.items())}
        for group, measures in sorted(counts.items())
    }


def group_of(group: str | date, by: str) -> str:
    if by == "total":
        return "total"
    return str(group)[:7] if by == "month" else str(group)
