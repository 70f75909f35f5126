"""What metrics shows of how officers answer, group by group (M20, domain B.5)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from services.metrics.answers.closures import Requests
from services.metrics.answers.closures import requests as requests_of
from services.metrics.answers.grouped import Grouped
from services.metrics.answers.values import Hours, Percentiles
from services.metrics.domain import requests, tallies, verification
from services.metrics.domain.figures import Flow
from services.metrics.domain.spread import NO_SPREAD, Spread
from services.metrics.domain.suppression import Suppressed

SPREADS = (
    requests.ACKNOWLEDGED_IN,
    requests.ANSWERED_IN,
    tallies.DAYS_TO_CLOSE,
    tallies.DAYS_OF_WAITING,
    verification.DAYS_OF_ENDED,
)


class FocalPoints(Requests):
    """What officers did in the period, how soon, and what an officer is good for."""

    view: ClassVar = "focal-points"

    hours_to_acknowledge: Hours | Suppressed = Field(
        description="From the proof of delivery, or else from sending, until it was seen."
    )
    hours_to_answer: Hours | Suppressed = Field(
        description="Until the first answer to each request; a better answer is not counted."
    )
    days_to_close_with_officer: Percentiles | Suppressed = Field(
        description="Of the cases closed in the period for which an officer could be asked when"
        " they were opened."
    )
    days_to_close_without_officer: Percentiles | Suppressed = Field(
        description="Of those that waited: nobody could be asked when they were opened."
    )


def focal_points(flow: Flow, found: Mapping[str, Spread]) -> FocalPoints:
    closed, waited, ended = (
        found.get(measure, NO_SPREAD)
        for measure in (
            tallies.DAYS_TO_CLOSE,
            tallies.DAYS_OF_WAITING,
            verification.DAYS_OF_ENDED,
        )
    )
    told: dict[str, Any] = dict(requests_of(flow))
    return FocalPoints(
        **told,
        hours_to_acknowledge=Hours.of(found.get(requests.ACKNOWLEDGED_IN, NO_SPREAD)),
        hours_to_answer=Hours.of(found.get(requests.ANSWERED_IN, NO_SPREAD)),
        days_to_close_with_officer=Percentiles.of(closed.without(waited).without(ended)),
        days_to_close_without_officer=Percentiles.of(waited),
    )


STAGES = (
    verification.IN_VERIFICATION,
    requests.ACKNOWLEDGED_IN,
    requests.ANSWERED_IN,
    requests.EXAMINED_IN,
)


class StageTimes(Grouped):
    """How long the stages took that ended in the period (M11)."""

    view: ClassVar = "stage-time"

    days_in_verification: Percentiles | Suppressed = Field(
        description="From registration until staff accepted, declined, or it was taken back."
    )
    hours_to_acknowledge: Hours | Suppressed
    hours_to_answer: Hours | Suppressed
    days_in_examination: Percentiles | Suppressed = Field(
        description="From the first answer of the agency to the closing."
    )


def stage_times(group: str, found: Mapping[str, Spread]) -> StageTimes:
    verified, seen, answered, examined = (found.get(one, NO_SPREAD) for one in STAGES)
    return StageTimes(
        group=group,
        days_in_verification=Percentiles.of(verified),
        hours_to_acknowledge=Hours.of(seen),
        hours_to_answer=Hours.of(answered),
        days_in_examination=Percentiles.of(examined),
    )
