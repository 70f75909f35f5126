"""What each fact adds to the roll-ups: sums only, so that order and repetition cannot matter.

Every statistic by one dimension, of all agencies or of one, is a sum of these cells. Cases move
between agencies and never between other values, so only the cells of agencies know transfers.
"""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

from services.metrics.domain.period import Grain, month_of
from shared.events.routing import NO_AGENCY, ClosureReason

Dimension = Literal["total", "office", "agency", "channel", "substance", "template"]

EVERYWHERE = ""
"""The scope of all agencies together."""

RECEIVED = "received"
FINISHED = "finished"
OPENED = "opened"
CLOSED = "closed"
MOVED_IN = "transferred-in"
MOVED_OUT = "transferred-out"
COHORT_MOVED = "cohort-moved"
ACKNOWLEDGED = "acknowledged"
ANSWERED_IN_TIME = "answered-in-time"
ANSWERED_LATE = "answered-late"
SENT = "sent"
SENT_MAYBE_TWICE = "sent-maybe-twice"
FAILED = "failed"

HANDED_OVER = "K24"
"""A case handed to another office or unit (domain A.8) leaves the stock and is not a closure."""


class Place(NamedTuple):
    """One value of one dimension, counted within all agencies or within one."""

    dimension: Dimension
    scope: str
    value: str


class Tally(NamedTuple):
    """So much more of a measure on a day, in several places."""

    measure: str
    day: date
    places: tuple[Place, ...]
    amount: int = 1
    seconds: int = 0


Cell = tuple[str, str, str, Grain, date, str, str]
"""The primary key of a roll-up row."""


def cells(tally: Tally, access_type: str) -> Iterator[Cell]:
    """The rows that a tally adds to: each place once by day and once by month."""
    measure, day, places, _, _ = tally
    month = month_of(day)
    for dimension, scope, value in places:
        yield (dimension, scope, measure, "day", day, value, access_type)
        yield (dimension, scope, measure, "month", month, value, access_type)


def within(agency: str) -> str:
    """The scope of one agency."""
    return f"agency={agency}"


def cohort(reason: str) -> str:
    """The measure of cases of a day's registration that were closed since, for this reason."""
    return f"cohort-{reason}"


STOCK_FLOW = (OPENED, MOVED_IN, MOVED_OUT, CLOSED)
COHORT = (OPENED, COHORT_MOVED, *(cohort(reason) for reason in get_args(ClosureReason)))


@lru_cache(maxsize=4096)
def of_complaint(office: str, channel: str, substance: str) -> tuple[Place, ...]:
    """Where a complaint counts whatever the agency."""
    return (
        Place("total", EVERYWHERE, ""),
        Place("office", EVERYWHERE, office),
        Place("channel", EVERYWHERE, channel),
        Place("substance", EVERYWHERE, substance),
    )


@lru_cache(maxsize=4096)
def of_agency(agency: str, office: str, channel: str, substance: str) -> tuple[Place, ...]:
    """Where a case counts because of its agency."""
    scope = within(agency)
    return (
        Place("agency", EVERYWHERE, agency),
        Place("office", scope, office),
        Place("channel", scope, channel),
        Place("substance", scope, substance),
    )


@lru_cache(maxsize=4096)
def of_case(agency: str, office: str, channel: str, substance: str) -> tuple[Place, ...]:
    """Where a case counts: as any complaint does, and because of its agency."""
    return of_complaint(office, channel, substance) + of_agency(agency, office, channel, substance)


def of_message(template: str) -> tuple[Place, ...]:
    """Where a message counts."""
    return (Place("total", EVERYWHERE, ""), Place("template", EVERYWHERE, template))


def placed(
    agency: str, office: str, channel: str, substance: str, *, day: date, registered_day: date
) -> tuple[Tally, ...]:
    """A case that waited for staff goes to an agency: out of one stock, into the other.

    Its cohort goes with it, so that an agency's closure rate has in its denominator every case
    that can come into its numerator.
    """
    left = of_agency(NO_AGENCY, office, channel, substance)
    joined = of_agency(agency, office, channel, substance)
    return (
        Tally(MOVED_OUT, day, left),
        Tally(MOVED_IN, day, joined),
        Tally(COHORT_MOVED, registered_day, left, -1),
        Tally(COHORT_MOVED, registered_day, joined),
    )


def closed(
    reason: str, places: tuple[Place, ...], *, day: date, registered_day: date, seconds: int
) -> tuple[Tally, ...]:
    """A case leaves the stock on the day of its closing and is done in its cohort."""
    flow = MOVED_OUT if reason == HANDED_OVER else CLOSED
    return (
        Tally(flow, day, places, 1, seconds),
        Tally(cohort(reason), registered_day, places, 1, seconds),
    )
