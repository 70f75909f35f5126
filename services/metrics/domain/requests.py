"""What answers of focal points count as beside their deadlines: how long they took."""

from datetime import date, datetime, timedelta
from typing import Final

from services.metrics.domain import tallies
from services.metrics.domain.tallies import Tally
from shared.events.requests import RequestAcknowledged, RequestAnswered

ACKNOWLEDGED_IN: Final = "hours-to-acknowledge"
ANSWERED_IN: Final = "hours-to-answer"
"""From receipt, in whole hours begun and ended, as a distribution."""

EXAMINED_IN: Final = "days-from-answer-to-close"
"""From the day of the first answer to that of the closing (M11)."""

COHORT_ANSWERED: Final = "cohort-answered"
"""Cases by the day of registration whose agency has answered at all."""

ORDERED: Final = "ordered"
"""Corrective actions, by the day of the order."""

MEASURES: Final = (
    tallies.ACKNOWLEDGED,
    tallies.ANSWERED_IN_TIME,
    tallies.ANSWERED_LATE,
    tallies.RETURNED,
    tallies.MISROUTED,
    *tallies.ESCALATED,
)
"""What officers did, and how high their delays have risen."""

HOUR: Final = timedelta(hours=1)
SECOND: Final = timedelta(seconds=1)


def took(
    measure: str, said: RequestAcknowledged | RequestAnswered, at: datetime, day: date
) -> tuple[Tally, ...]:
    """How long the officer needed, where it is known since when he had the request.

    A proof of delivery may be dated after the deed that it preceded, by another machine's clock.
    """
    if said.received_at is None:
        return ()
    passed = max(at - said.received_at, timedelta(0))
    return (Tally(measure, day, said.agency, 1, passed // SECOND, bin=passed // HOUR),)
