"""What complaints that staff verify by hand count as, from their registration on.

Until a case is made of it, a complaint is in the stock of the agency `unverified`: registered,
open, and with nobody. What is accepted in the act of filing never was there.
"""

from datetime import date, datetime
from typing import Final

from services.metrics.domain import tallies
from services.metrics.domain.tallies import NOBODY, Seen, Tally
from shared.events.intake import REPORTS

UNVERIFIED: Final = "unverified"
"""The agency of what is not verified yet, or ended at verification."""

BY_HAND: Final = "by-hand"
"""Reports, by the day of registration, that staff were to verify."""

PASSED: Final = "passed"
COHORT_PASSED: Final = "cohort-passed"
"""Of those the ones that were accepted: by the day of that, and by that of registration."""

ENDED: Final = "ended-unverified"
"""And those that were declined or withdrawn instead, by the day of that; with their closings, of
the agency `unverified`, so that they can be told from those of cases there, too."""

COHORT_FAILED_FORMALLY: Final = "cohort-failed-formally"
COHORT_FAILED_MATERIALLY: Final = "cohort-failed-materially"
"""The same by the day of registration, and by the step at which they ended."""

DAYS_OF_ENDED: Final = "days-to-close-unverified"
"""Days to close of those: no officer had to do with them."""

IN_VERIFICATION: Final = "days-in-verification"
"""Of what was decided, by the day of deciding: how many days it had been open (M11)."""

FORMAL: Final = frozenset({"K10", "K11", "K12f", "K21"})
"""Reasons with a formal requirement behind them (F1 to F7), or with the reporter's own will."""


def was_by_hand(at: datetime, registered_at: datetime) -> bool:
    """Whether it was an act of its own, which comes after the registration."""
    return at != registered_at


def registered(day: date, seen: Seen, amount: int = 1) -> tuple[Tally, ...]:
    """A complaint has come in that staff are to verify; with -1, it is not counted so any more."""

    def one(measure: str, agency: str = NOBODY) -> Tally:
        return Tally(measure, day, agency, amount, seen_as=seen)

    if seen.access_type not in REPORTS:
        return (one(tallies.FINISHED),)
    return one(tallies.RECEIVED), one(BY_HAND), one(tallies.OPENED, UNVERIFIED)


def seen_otherwise(day: date, was: Seen, now: Seen) -> tuple[Tally, ...]:
    """Staff classify it: it counts as what it is, and as if it always had."""
    return () if was == now else (*registered(day, was, -1), *registered(day, now))


def passed(day: date, registered_day: date, seconds: int) -> tuple[Tally, ...]:
    """It is accepted; which agency it comes to is told by the opening of its case."""
    return (
        Tally(PASSED, day, NOBODY, 1, seconds),
        Tally(COHORT_PASSED, registered_day, NOBODY, 1, seconds),
        Tally(IN_VERIFICATION, day, NOBODY, bin=(day - registered_day).days),
    )


def ended(
    reason: str, *, day: date, registered_day: date, seconds: int, working_days: int | None
) -> tuple[Tally, ...]:
    """It is declined or withdrawn: closed without ever having been a case."""
    failed = COHORT_FAILED_FORMALLY if reason in FORMAL else COHORT_FAILED_MATERIALLY
    return (
        Tally(ENDED, day, UNVERIFIED, 1, seconds),
        Tally(failed, registered_day, NOBODY, 1, seconds),
        Tally(DAYS_OF_ENDED, day, UNVERIFIED, bin=(day - registered_day).days),
        Tally(IN_VERIFICATION, day, NOBODY, bin=(day - registered_day).days),
        *tallies.closed(
            UNVERIFIED,
            reason,
            day=day,
            registered_day=registered_day,
            seconds=seconds,
            working_days=working_days,
        ),
    )
