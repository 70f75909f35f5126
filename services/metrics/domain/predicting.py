"""How many of something are to be expected, when so many were counted in so much time.

Counts come as a Poisson process whose rate is not known: after `events` in `exposure` it is
Gamma-distributed (Jeffreys' prior, which asks no peers and no opinion), and the next count is then
negative binomial. The less was seen, the wider the interval: two complaints a year promise nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, log, sqrt

JEFFREYS = 0.5
COVERAGE = 0.95
LONGEST = 100_000
"""Counts above it are not looked for: the sum of all has come near enough to one long before."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From the least to the most that are to be expected, both among them."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Seen:
    """So many events in so much time; the unit of time is that of what is asked later."""

    events: int
    exposure: float

    def mean(self, time: float) -> float:
        """How many are to be expected in `time`."""
        return (self.events + JEFFREYS) * time / self.exposure

    def often(self, time: float) -> float:
        """Up to so many are nothing rare in `time`: two deviations above the mean, of what leans
        to the right. So that chances need not be added up for what is as usual."""
        mean = self.mean(time)
        return mean + 2 * sqrt(mean * (1 + time / self.exposure))

    def at_least(self, count: int, time: float) -> float:
        """The probability of so many or more in `time`."""
        below = 0.0
        for number, chance in enumerate(self._chances(time)):
            if number >= count:
                break
            below += chance
        return max(0.0, 1.0 - below)

    def interval(self, time: float, coverage: float = COVERAGE) -> Interval:
        """What lies between both tails: each has at most half of what is not covered."""
        tail = (1 - coverage) / 2
        low: int | None = None
        until = 0.0
        for number, chance in enumerate(self._chances(time)):
            until += chance
            if low is None and until > tail:
                low = number
            if until >= 1 - tail or number >= LONGEST:
                return Interval(low or 0, number)
        raise AssertionError("chances have no end")

    def _chances(self, time: float) -> Iterator[float]:
        """Of none, of one, of two …: each follows from the one before.

        By their logarithms: after thousands of events that of none is below what a float can say.
        """
        shape = self.events + JEFFREYS
        stays = self.exposure / (self.exposure + time)
        logarithm = shape * log(stays)
        number = 0
        while True:
            yield exp(logarithm)
            logarithm += log((shape + number) / (number + 1) * (1 - stays))
            number += 1
