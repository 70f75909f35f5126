"""Of which measures each figure of a total is the sum, view by view: the identities are in it.

A figure is told under the same rule wherever it stands; what comes first is told first, where not
all of it can be told (`secrecy`).
"""

from collections.abc import Mapping
from typing import Final, get_args

from services.metrics.domain import benefits, deadlines, funnel, metrics, requests, tallies
from services.metrics.domain import verification as v
from services.metrics.domain.metrics import Figure, Terms
from shared.events.routing import ClosureReason, Level


def _sum(*measures: str) -> Terms:
    return dict.fromkeys(measures, 1)


def _count(name: str, *measures: str) -> Figure:
    return Figure(name, "count", _sum(*measures))


def _kept(name: str, *clocks: str) -> tuple[Figure, ...]:
    """Of deadlines: due = met + late + overdue + running + dropped."""

    def each(*whats: str) -> Terms:
        return _sum(*(deadlines.of(what, clock) for what in whats for clock in clocks))

    missed = (deadlines.LATE, deadlines.OVERDUE)
    rest = (deadlines.RUNNING, deadlines.DROPPED)
    whats = (deadlines.MET, *missed, *rest)
    return (
        Figure(f"{name}.in_time", "rate", each(deadlines.MET), each(deadlines.MET, *missed)),
        Figure(f"{name}.due", "count", each(*whats)),
        *(Figure(f"{name}.{what}", "count", each(what)) for what in whats),
    )


STOCK_FLOW: Final = (
    Figure("open_at_start", "stock", _sum(metrics.OPEN_AT_START)),
    Figure("open_at_end", "stock", {metrics.OPEN_AT_START: 1, **tallies.STOCK_SIGNS}),
    _count("opened", tallies.OPENED),
    _count("closed", tallies.CLOSED),
    _count("transferred_out", tallies.MOVED_OUT, tallies.CONVERTED_OUT, tallies.HANDED_OVER),
    _count("transferred_in", tallies.MOVED_IN, tallies.CONVERTED_IN),
    _count("reopened", tallies.REOPENED),
)
ON_THE_TABLE: Final = {
    **_sum(metrics.OPEN_AT_START, tallies.OPENED, tallies.REOPENED),
    **metrics.CAME,
}
CLOSURES: Final = (
    *STOCK_FLOW,
    _count("received", tallies.RECEIVED),
    _count("accesses", tallies.RECEIVED, tallies.FINISHED),
    Figure("closure_rate", "rate", metrics.COHORT_CLOSED, metrics.COHORT),
    Figure("clearance_rate", "rate", metrics.C, metrics.R, is_share=False),
    Figure("time_to_close", "count", metrics.C),
    Figure("workload_rate", "rate", metrics.C, ON_THE_TABLE),
)
REASON: Final = "reasons."
"""These alone are not listed where there are none."""

HANDED_OVER: Final = _sum(tallies.cohort(tallies.K_HANDED_OVER))
STATUS: Final = (
    Figure("registered", "count", metrics.COHORT),
    Figure("open", "count", {**metrics.COHORT, **dict.fromkeys(tallies.OUTCOMES, -1)}),
    Figure("closed", "count", metrics.COHORT_CLOSED),
    Figure("handed_over", "count", HANDED_OVER),
    *(_count(f"{REASON}{one}", tallies.cohort(one)) for one in get_args(ClosureReason)),
)
REQUESTS: Final = (
    _count("answered", tallies.ANSWERED_IN_TIME, tallies.ANSWERED_LATE),
    Figure("answered_in_time", "rate", _sum(tallies.ANSWERED_IN_TIME), metrics.ANSWERED),
    _count("acknowledged", tallies.ACKNOWLEDGED),
    Figure("returned", "rate", _sum(tallies.RETURNED), metrics.ANSWERED, is_share=False),
    _count("misrouted", tallies.MISROUTED),
    *(_count(f"escalated.{one}", tallies.escalated(one)) for one in get_args(Level)),
)
FUNNEL: Final = (
    _count("received", tallies.RECEIVED),
    Figure("accepted", "count", {tallies.RECEIVED: 1, v.BY_HAND: -1, v.COHORT_PASSED: 1}),
    Figure("closed", "count", metrics.COHORT_CLOSED),
    _count("answered", requests.COHORT_ANSWERED),
    _count("concluded", *funnel.RESULTS),
    _count("failed_formally", v.COHORT_FAILED_FORMALLY),
    _count("failed_materially", v.COHORT_FAILED_MATERIALLY),
    Figure(
        "in_verification",
        "count",
        {
            v.BY_HAND: 1,
            v.COHORT_PASSED: -1,
            v.COHORT_FAILED_FORMALLY: -1,
            v.COHORT_FAILED_MATERIALLY: -1,
        },
    ),
)
DURATIONS: Final = (
    *(Figure(name, "count", metrics.C) for name in ("closed", "mean", "calendar_days")),
    _count("working_days", tallies.WORKING_DAYS_TO_CLOSE),
)
HOURS: Final = (
    _count("hours_to_acknowledge", requests.ACKNOWLEDGED_IN),
    _count("hours_to_answer", requests.ANSWERED_IN),
)
WITHOUT_OFFICER: Final = {
    tallies.CLOSED: 1,
    tallies.DAYS_OF_WAITING: -1,
    v.DAYS_OF_ENDED: -1,
}
FOCAL_POINTS: Final = (
    *REQUESTS,
    *HOURS,
    Figure("days_to_close_with_officer", "count", WITHOUT_OFFICER),
    _count("days_to_close_without_officer", tallies.DAYS_OF_WAITING),
)
STAGES: Final = (
    _count("days_in_verification", v.IN_VERIFICATION),
    *HOURS,
    _count("days_in_examination", requests.EXAMINED_IN),
)
SLA: Final = (
    *(one for clock in deadlines.CLOCKS for one in _kept(clock, clock)),
    *_kept("all", *deadlines.CLOCKS),
)
LOSSES: Final = tuple(_count(name, benefits.VALUED) for name in ("valued", "rupiah"))
"""The sum is told where the number of those that it is of is told."""
ATTAINMENT: Final = (_count("closed", tallies.CLOSED), _count("attainment", tallies.CLOSED))

CASES: Final[Mapping[str, tuple[Figure, ...]]] = {
    "stock-flow": STOCK_FLOW,
    "closures": CLOSURES,
    "attainment": ATTAINMENT,
    **{one.id: one.figures for one in metrics.ALL if not one.of_intake},
    "sla": SLA,
    "requests": REQUESTS,
    "durations": DURATIONS,
    "status": STATUS,
    "focal-points": FOCAL_POINTS,
    "stage-time": STAGES,
    "losses": LOSSES,
}
INTAKE: Final[Mapping[str, tuple[Figure, ...]]] = {
    "funnel": FUNNEL,
    **{one.id: one.figures for one in metrics.ALL if one.of_intake},
}
"""Intake does not know who will answer: these, and two of the closures, are of no agency."""

OF_INTAKE: Final = frozenset({"closures.received", "closures.accesses"})

MESSAGES: Final[Mapping[str, tuple[Figure, ...]]] = {
    "messages": tuple(
        _count(name, measure)
        for name, measure in (
            ("sent", tallies.SENT),
            ("sent_maybe_twice", tallies.SENT_MAYBE_TWICE),
            ("failed", tallies.FAILED),
        )
    )
}

SAME: Final = (
    {tallies.WORKING_DAYS_TO_CLOSE: 1, tallies.CLOSED: -1},
    {requests.ACKNOWLEDGED_IN: 1, tallies.ACKNOWLEDGED: -1},
    {v.IN_VERIFICATION: 1, v.PASSED: -1, v.ENDED: -1},
    {v.DAYS_OF_ENDED: 1, v.ENDED: -1},
)
"""Counted twice, each for a purpose of its own: who knows the one may guess the other."""

RECEIVED_IS_OPENED: Final = {tallies.RECEIVED: 1, tallies.OPENED: -1}
