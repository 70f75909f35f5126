"""How far the reports of a period have come (T8): each step holds what came through it."""

from typing import Final, NamedTuple

from services.metrics.domain import metrics, requests, tallies, verification
from services.metrics.domain.figures import Flow

RESULTS: Final = tuple(tallies.cohort(one) for one in ("K22", "K30", "K31", "K32", "K33", "K34"))
"""Closed with a result of the examination: found or not found."""

MEASURES: Final = (
    tallies.RECEIVED,
    verification.BY_HAND,
    verification.COHORT_PASSED,
    verification.COHORT_FAILED_FORMALLY,
    verification.COHORT_FAILED_MATERIALLY,
    requests.COHORT_ANSWERED,
    *tallies.OUTCOMES,
)


class Funnel(NamedTuple):
    """Of the reports registered in a period, as known now."""

    received: int
    in_verification: int
    failed_formally: int
    failed_materially: int
    accepted: int
    answered: int
    """Whose agency has answered at least once."""
    concluded: int
    """Closed with a result of the examination."""
    closed: int
    """For whatever reason, with those that ended at verification."""


def funnel(flow: Flow) -> Funnel:
    """What staff have not decided on yet stands apart: it has come through no step."""
    received, passed = flow[tallies.RECEIVED], flow[verification.COHORT_PASSED]
    formally = flow[verification.COHORT_FAILED_FORMALLY]
    materially = flow[verification.COHORT_FAILED_MATERIALLY]
    waiting = flow[verification.BY_HAND] - passed - formally - materially
    return Funnel(
        received=received,
        in_verification=waiting,
        failed_formally=formally,
        failed_materially=materially,
        accepted=received - waiting - formally - materially,
        answered=flow[requests.COHORT_ANSWERED],
        concluded=sum(flow[measure] for measure in RESULTS),
        closed=metrics.amount(metrics.COHORT_CLOSED, flow),
    )
