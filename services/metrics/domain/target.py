"""Targets of closing (M07): of an office or of all, for a year or a quarter, as known on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from services.metrics.domain.span import Span


@dataclass(frozen=True, slots=True)
class Target:
    """So many reports are to be closed in a year or a quarter."""

    span: Span
    target: int
    since: date
    """The first day on which it holds; a later line for the same replaces it from then on."""
    source: str
    office: str | None = None
    """None: of the whole country."""


@dataclass(frozen=True, slots=True)
class MeanTarget:
    """The mean time to close of a year or a quarter is to be so many days at most (domain D15)."""

    span: Span
    days: int
    since: date
    source: str
    office: str | None = None


T = TypeVar("T", Target, MeanTarget)


def target_for(
    targets: Iterable[Target | MeanTarget],
    office: str | None,
    start: date,
    end: date,
    known_on: date,
) -> Target | None:
    """The one of the shortest period that holds all of these days, as it was set by a day.

    Half a year is so measured by the target of its year, as the Ombudsman prints it.
    """
    of_closing = [one for one in targets if isinstance(one, Target)]
    return _shortest(of_closing, office, start, end, known_on)


def mean_for(
    targets: Iterable[Target | MeanTarget],
    office: str | None,
    start: date,
    end: date,
    *,
    known_on: date,
) -> int | None:
    """The days of the office's own target, else of the country's, which holds everywhere."""
    means = [one for one in targets if isinstance(one, MeanTarget)]
    own = _shortest(means, office, start, end, known_on)
    found = own or _shortest(means, None, start, end, known_on)
    return found.days if found else None


def _shortest(
    targets: Iterable[T], office: str | None, start: date, end: date, known_on: date
) -> T | None:
    holding = [
        one
        for one in targets
        if one.office == office
        and one.span.start <= start
        and end <= one.span.end
        and one.since <= known_on
    ]
    return min(
        holding,
        key=lambda one: (one.span.end - one.span.start, -one.since.toordinal()),
        default=None,
    )
