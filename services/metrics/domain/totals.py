"""Everything that is told of totals, as sums of measures, and what the public is not told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache

from services.metrics.domain import margins, metrics, period, tallies
from services.metrics.domain.figures import Flow
from services.metrics.domain.metrics import Terms
from services.metrics.domain.period import Bounds
from services.metrics.domain.secrecy import Counted, Figure, Sum, amount, kept_back, summed
from services.metrics.domain.suppression import is_small

TOTAL = "total"
OPEN = "status.open"

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Year:
    """What may be told of a year, of its quarters and of its months.

    What the year keeps back no part of it tells, and what is small in one quarter no quarter: so
    neither the year less its parts nor a part less its figures gives a small one away.
    """

    year: int
    figures: tuple[Figure, ...]
    nothing: tuple[Sum, ...]
    months: tuple[Counted, ...]
    """What was counted in each, with the stock that it begins with."""
    few_open: frozenset[str] = frozenset()
    """The years of which too few are open to be told, and what would give them away: all years
    together are the stock of today."""
    _kept: dict[int, frozenset[str]] = field(default_factory=dict, compare=False)

    def hides(self, bounds: Bounds) -> frozenset[str]:
        """The figures that are not told of a month, a quarter or the year."""
        here = self.counted(bounds)
        stocks = (one for one in self.figures if one.of_moment)
        small = {one.name for one in stocks if any(is_small(amount(s, here)) for s in one.counts)}
        levels = period.levels(self.year)
        return self._kept_back(next(n for n, one in enumerate(levels) if bounds in one)).union(
            small
        )

    def counts(self, bounds: Bounds, names: frozenset[str]) -> frozenset[str]:
        """Those of these of which there are some."""
        here = self.counted(bounds)
        figures = (one for one in self.figures if one.name in names)
        return frozenset(one.name for one in figures if any(amount(s, here) for s in one.counts))

    def _kept_back(self, level: int) -> frozenset[str]:
        if level not in self._kept:
            is_secret = not level and str(self.year) in self.few_open
            secret = frozenset({OPEN}) if is_secret else frozenset()
            self._kept[level] = kept_back(
                self.figures,
                [self.counted(bounds) for bounds in period.levels(self.year)[level]],
                nothing=self.nothing,
                already=self._kept_back(level - 1) if level else secret,
                secret=secret,
            )
        return self._kept[level]

    def counted(self, bounds: Bounds) -> Counted:
        """Flows add up; the stock is that of the first month."""
        here = self.months[bounds[0].month - 1 : (bounds[1] - ONE_DAY).month]
        names = {name for month in here for name in month}
        added = {name: sum(month.get(name, 0) for month in here) for name in names}
        return {**added, metrics.OPEN_AT_START: here[0].get(metrics.OPEN_AT_START, 0)}


def counted_in(flow: Flow, more: Mapping[str, int]) -> Counted:
    """One month of a year."""
    return {**flow.counts, **more, metrics.OPEN_AT_START: flow.open_at_start}


@lru_cache
def universe(*, of_agency: bool, of_messages: bool = False) -> tuple[Figure, ...]:
    """Every figure that is told of a total, the most important first."""
    if of_messages:
        return _named(margins.MESSAGES)
    if of_agency:
        return tuple(one for one in _named(margins.CASES) if one.name not in margins.OF_INTAKE)
    return (*_named(margins.INTAKE), *_named(margins.CASES))


@lru_cache
def measures(*, of_agency: bool, of_messages: bool = False) -> tuple[str, ...]:
    """All that these are made of."""
    figures = universe(of_agency=of_agency, of_messages=of_messages)
    return tuple({name: None for one in figures for told in one.counts for name, _ in told})


@lru_cache
def nothing(*, of_agency: bool, of_type: bool) -> tuple[Sum, ...]:
    """Sums that are 0 wherever they are counted."""
    known: list[Terms] = [*margins.SAME]
    if not of_agency:
        known += [{one: 1} for one in tallies.BETWEEN_AGENCIES]
        known.append(margins.RECEIVED_IS_OPENED)
    if not of_type:
        known += [{one: 1} for one in tallies.BETWEEN_TYPES]
    return tuple(map(summed, known))


def _named(views: Mapping[str, tuple[metrics.Figure, ...]]) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            f"{view}.{one.name}",
            _counts(one),
            is_left_out=one.name.startswith(margins.REASON),
            of_moment=one.kind == "stock",
        )
        for view, figures in views.items()
        for one in figures
    )


def _counts(one: metrics.Figure) -> tuple[Sum, ...]:
    """Of a share the rest is a count, too."""
    if not one.under:
        return (summed(one.over),)
    names = one.over.keys() | one.under.keys()
    rest = {name: one.under.get(name, 0) - one.over.get(name, 0) for name in names}
    return (summed(one.over), summed(one.under), *([summed(rest)] if one.is_share else []))
