"""What a case that goes on as another access type counts as (domain D16: RCO to LM)."""

from datetime import date

from services.metrics.domain.tallies import (
    COHORT_CONVERTED,
    CONVERTED_IN,
    CONVERTED_OUT,
    Seen,
    Tally,
    left,
)


def converted(
    agency: str, day: date, registered_day: date, *, was: Seen, now: Seen
) -> tuple[Tally, ...]:
    """A case leaves the stock of one access type for another's, at the same agency.

    What was counted before that day stays with the type that it was then; its cohort goes along,
    as with a move.
    """
    return (
        Tally(CONVERTED_OUT, day, agency, seen_as=was),
        Tally(CONVERTED_IN, day, agency, seen_as=now),
        Tally(COHORT_CONVERTED, registered_day, agency, -1, seen_as=was),
        Tally(COHORT_CONVERTED, registered_day, agency, seen_as=now),
        left(agency, day, registered_day)._replace(seen_as=was),
        left(agency, day, registered_day, -1)._replace(seen_as=now),
    )
