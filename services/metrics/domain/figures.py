"""How figures are made of sums: stocks and flows, rates with their halves, exact rounding."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from services.metrics.domain import tallies
from services.metrics.domain.period import month_of, months

NOTHING = "–"
"""What stands where there is nothing to divide by: never 0 %."""

ROUNDING: Final = "half-up-2"


class Sum(NamedTuple):
    """One sum that was read: of a group, before the period or in it."""

    before: bool
    group: str | date
    measure: str
    amount: int
    seconds: int


class Binned(NamedTuple):
    """So many of a group in one bin of a distribution."""

    group: str | date
    measure: str
    bin: int
    amount: int


def half_up(numerator: int, denominator: int, places: int = 2) -> str:
    """A quotient in decimal digits, rounded half up without a float on the way."""
    if denominator <= 0:
        return NOTHING
    unit = 10**places
    units = (2 * unit * numerator + denominator) // (2 * denominator)
    whole, rest = divmod(abs(units), unit)
    return f"{'-' if units < 0 else ''}{whole}.{rest:0{places}d}"


def percent(numerator: int, denominator: int) -> str:
    """A share in percent."""
    return half_up(100 * numerator, denominator)


def nearest_rank(n: int, percentile: int) -> int:
    """The rank, from 1, of a percentile of n values in ascending order: the ceiling of n·p/100."""
    return -(-n * percentile // 100)


@dataclass(frozen=True, slots=True)
class Flow:
    """What a group had at the start of a period and what happened to it since."""

    group: str
    open_at_start: int
    counts: Mapping[str, int]
    seconds_to_close: int

    def __getitem__(self, measure: str) -> int:
        return self.counts.get(measure, 0)

    @property
    def open_at_end(self) -> int:
        """The stock-flow identity (M03)."""
        return self.open_at_start + sum(
            sign * self[measure] for measure, sign in tallies.STOCK_SIGNS.items()
        )

    @property
    def registered(self) -> int:
        """The cohort: cases registered in the period, with the agency that has them now."""
        moved = self[tallies.COHORT_MOVED] + self[tallies.COHORT_CONVERTED]
        return self[tallies.OPENED] + moved

    @property
    def reasons(self) -> dict[str, int]:
        """How the cohort ended so far, by reason."""
        return {
            measure.removeprefix(tallies.COHORT_PREFIX): self[measure]
            for measure in tallies.OUTCOMES
            if self[measure]
        }

    @property
    def registered_and_closed(self) -> int:
        return sum(self.reasons.values()) - self.registered_and_handed_over

    @property
    def registered_and_handed_over(self) -> int:
        return self[tallies.cohort(tallies.K_HANDED_OVER)]


def flows(sums: Iterable[Sum]) -> list[Flow]:
    """One flow a group, in the order of their names; a group with nothing to tell is left out."""
    stocks: dict[str, int] = {}
    counts: dict[str, dict[str, int]] = {}
    seconds: dict[str, int] = {}
    for one in sums:
        group = str(one.group)
        if one.before:
            change = tallies.STOCK_SIGNS[one.measure] * one.amount
            stocks[group] = stocks.get(group, 0) + change
            continue
        of_group = counts.setdefault(group, {})
        of_group[one.measure] = of_group.get(one.measure, 0) + one.amount
        if one.measure == tallies.CLOSED:
            seconds[group] = seconds.get(group, 0) + one.seconds
    return [
        Flow(group, stocks.get(group, 0), counts.get(group, {}), seconds.get(group, 0))
        for group in sorted(counts.keys() | stocks.keys())
        if stocks.get(group) or any(counts.get(group, {}).values())
    ]


def grouped(sums: Iterable[Sum], by: str, start: date, end: date) -> list[Flow]:
    """One flow a group: the one of `total`, each month that the period touches, or as found."""
    if by == "total":
        return [total(sums)]
    return monthly(sums, start, end) if by == "month" else flows(sums)


def total(sums: Iterable[Sum]) -> Flow:
    """Everything as one group, also where there is nothing."""
    found = flows([one._replace(group="total") for one in sums])
    return found[0] if found else Flow("total", 0, {}, 0)


def monthly(sums: Iterable[Sum], start: date, end: date) -> list[Flow]:
    """One flow for each month that the period touches; each begins with the stock of the last."""
    earlier: list[Sum] = []
    by_month: dict[date, list[Sum]] = {month: [] for month in months(start, end)}
    for one in sums:
        if one.before or not isinstance(one.group, date):
            earlier.append(one)
        else:
            by_month[month_of(one.group)].append(one)
    found: list[Flow] = []
    stock = total(earlier).open_at_start
    for month, here in by_month.items():
        merged = total(here)
        flow = Flow(f"{month:%Y-%m}", stock, merged.counts, merged.seconds_to_close)
        stock = flow.open_at_end
        found.append(flow)
    return found
