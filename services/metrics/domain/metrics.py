"""How each metric is made of measures: the one table that statistics are answered from.

A metric that is not here has no measures yet, and nobody is answered about it. What its words
say stands in `definitions.yaml`, under the same id.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from services.metrics.domain import benefits, tallies, verification
from services.metrics.domain.figures import Flow

Kind = Literal["count", "stock", "rate", "mean"]
"""A count of what happened in the period, of what stands at its end, a share in percent, a mean."""

Terms = Mapping[str, int]
"""Measures, and how often each counts: a sum is all that a figure may be."""

OPEN_AT_START: Final = "open-at-start"
"""No measure of its own: what all time before the period has left in the stock (O0 of M03)."""


def _sum(*measures: str) -> Terms:
    return dict.fromkeys(measures, 1)


R: Final = _sum(tallies.OPENED)
C: Final = _sum(tallies.CLOSED)
COHORT_CLOSED: Final = _sum(
    *(one for one in tallies.OUTCOMES if one != tallies.cohort(tallies.K_HANDED_OVER))
)
COHORT: Final = _sum(tallies.OPENED, tallies.COHORT_MOVED, tallies.COHORT_CONVERTED)
CAME: Final = _sum(tallies.MOVED_IN, tallies.CONVERTED_IN)
ACCEPTED: Final = {tallies.RECEIVED: 1, verification.BY_HAND: -1, verification.PASSED: 1}
"""Accepted in the period: in the act of filing, on the day of registration, or by hand."""

FOUND: Final = tuple(tallies.ended(reason) for reason in ("K30", "K31", "K32", "K33", "K34"))
"""Closed with maladministration found (domain A.8)."""

EARLY: Final = {
    tallies.CLOSED: 1,
    **dict.fromkeys((one for one in tallies.ENDINGS if one != tallies.ended("K23")), -1),
}
"""Closed with K20 or K23: all closures without those of any other reason."""

RATED: Final = _sum(benefits.RATED)
OF_CASES: Final = {tallies.CLOSED: 1, verification.ENDED: -1}
"""Closings without those at verification: of these no agency was asked, and nobody rates them."""

ANSWERED: Final = _sum(tallies.ANSWERED_IN_TIME, tallies.ANSWERED_LATE)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a metric, by a word of its own."""

    name: str
    kind: Kind
    over: Terms
    under: Terms = field(default_factory=dict)
    """What a rate is of; nothing for a count."""
    is_share: bool = True
    """Whether the numerator is part of the denominator: only then is the rest a count, too."""


@dataclass(frozen=True, slots=True)
class Metric:
    """What a definition is computed from."""

    id: str
    figures: tuple[Figure, ...]
    of_intake: bool = False
    """Intake does not know who will answer: these are not counted by agency."""

    @property
    def measures(self) -> tuple[str, ...]:
        """All that is read for it, each once."""
        named = {name: None for one in self.figures for name in (*one.over, *one.under)}
        return tuple(name for name in named if name != OPEN_AT_START)

    @property
    def needs_stock(self) -> bool:
        return any(OPEN_AT_START in (*one.over, *one.under) for one in self.figures)


def amount(terms: Terms, flow: Flow) -> int:
    """What the measures of a group add up to."""
    return sum(
        sign * (flow.open_at_start if name == OPEN_AT_START else flow[name])
        for name, sign in terms.items()
    )


def _count(name: str, over: Terms) -> Figure:
    return Figure(name, "count", over)


def _rate(name: str, over: Terms, under: Terms, *, is_share: bool = True) -> Figure:
    return Figure(name, "rate", over, under, is_share)


ALL: Final = (
    Metric(
        "M01",
        (_count("accesses", _sum(tallies.RECEIVED, tallies.FINISHED)),),
        of_intake=True,
    ),
    Metric("M02", (_count("received", _sum(tallies.RECEIVED)),), of_intake=True),
    Metric(
        "M03",
        (
            Figure("open_at_start", "stock", _sum(OPEN_AT_START)),
            _count("opened", R),
            _count("reopened", _sum(tallies.REOPENED)),
            _count("transferred_in", CAME),
            _count(
                "transferred_out",
                _sum(tallies.MOVED_OUT, tallies.CONVERTED_OUT, tallies.HANDED_OVER),
            ),
            _count("closed", C),
            Figure("open_at_end", "stock", {OPEN_AT_START: 1, **tallies.STOCK_SIGNS}),
        ),
    ),
    Metric(
        "M04",
        (_rate("closed", COHORT_CLOSED, COHORT),),
    ),
    Metric(
        "M05",
        (
            _rate(
                "closed",
                C,
                {**_sum(OPEN_AT_START, tallies.OPENED, tallies.REOPENED), **CAME},
            ),
        ),
    ),
    Metric("M06", (_rate("closed", C, R, is_share=False),)),
    Metric(
        "M14",
        (_rate("accepted", ACCEPTED, {**ACCEPTED, verification.ENDED: 1}),),
        of_intake=True,
    ),
    Metric(
        "M15",
        (_rate("premature", _sum(tallies.cohort("K12b"), tallies.cohort("K12f")), COHORT),),
    ),
    Metric("M16", (_rate("substantiated", _sum(*FOUND), _sum(*FOUND, tallies.ended("K22"))),)),
    Metric("M17", (_rate("settled_early", EARLY, OF_CASES),)),
    Metric(
        "M20",
        (
            _count("acknowledged", _sum(tallies.ACKNOWLEDGED)),
            _rate("answered_in_time", _sum(tallies.ANSWERED_IN_TIME), ANSWERED),
            _rate("returned", _sum(tallies.RETURNED), ANSWERED, is_share=False),
            _count("misrouted", _sum(tallies.MISROUTED)),
        ),
    ),
    Metric(
        "M21",
        (
            _rate("withdrawn", _sum(tallies.cohort("K11"), tallies.cohort("K21")), COHORT),
            _rate("reopened", _sum(tallies.REOPENED), C, is_share=False),
            _rate("transferred", _sum(tallies.MOVED_OUT, tallies.HANDED_OVER), R, is_share=False),
        ),
    ),
    Metric(
        "M22",
        (
            _rate("answered", RATED, OF_CASES),
            Figure("mean", "mean", _sum(benefits.SCORES), RATED, is_share=False),
        ),
    ),
)

METRICS: Final[Mapping[str, Metric]] = {one.id: one for one in ALL}
