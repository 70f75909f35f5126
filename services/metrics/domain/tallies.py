"""What each fact adds to the counts: sums only, so that order and repetition cannot matter."""

from datetime import date
from typing import Final, NamedTuple, get_args

from shared.events.routing import ClosureReason, Level

RECEIVED: Final = "received"
FINISHED: Final = "finished"
OPENED: Final = "opened"
REOPENED: Final = "reopened"
CLOSED: Final = "closed"
HANDED_OVER: Final = "handed-over"
MOVED_IN: Final = "moved-in"
MOVED_OUT: Final = "moved-out"
COHORT_MOVED: Final = "cohort-moved"
CONVERTED_IN: Final = "converted-in"
CONVERTED_OUT: Final = "converted-out"
COHORT_CONVERTED: Final = "cohort-converted"
"""A case goes on as another access type: a move between their stocks (domain D16, RCO to LM)."""

ACKNOWLEDGED: Final = "acknowledged"
ANSWERED_IN_TIME: Final = "answered-in-time"
ANSWERED_LATE: Final = "answered-late"
RETURNED: Final = "returned"
MISROUTED: Final = "misrouted"
SENT: Final = "sent"
SENT_MAYBE_TWICE: Final = "sent-maybe-twice"
FAILED: Final = "failed"

K_HANDED_OVER: Final = "K24"
"""To another unit or office (domain A.8): it leaves the stock and is not a closure."""

K_USUAL: Final = "K20"
"""As most cases end: its closures are those that are not counted with another reason."""

DAYS_OF_WAITING: Final = "days-to-close-waited"
"""Days to close of the cases for which no officer could be asked when they were opened."""

NOBODY: Final = ""
"""The agency of what intake says: who will answer is not known yet."""

DAYS_TO_CLOSE: Final = "days-to-close"
WORKING_DAYS_TO_CLOSE: Final = "working-days-to-close"
"""How many cases took so many days: each bin is one day (M10)."""

LEFT_STOCK: Final = "left-stock"
"""What left the stock, less what came back, by the day of registration: the bin is its ordinal.

With the cases opened that day it says how many of them still stand, and how old they are (M09)."""

NOT_TOLD: Final = "not-told"
"""The place of what is kept secret, and the kind where none was alleged."""

COHORT_PREFIX: Final = "cohort-"
ENDED_PREFIX: Final = "ended-"
ESCALATED_PREFIX: Final = "escalated-"

BETWEEN_AGENCIES: Final = (MOVED_IN, MOVED_OUT, COHORT_MOVED)
"""Cases move between agencies and between no other values: only counts of agencies know these."""


BETWEEN_TYPES: Final = (CONVERTED_IN, CONVERTED_OUT, COHORT_CONVERTED)
"""And between access types: only who tells these apart knows of it."""


def cohort(reason: str) -> str:
    """The measure of cases, by the day of registration, that were closed since for this reason."""
    return f"{COHORT_PREFIX}{reason}"


def ended(reason: str) -> str:
    """The measure of cases, by the day of closing, that were closed for this reason."""
    return f"{ENDED_PREFIX}{reason}"


STOCK_SIGNS: Final = {
    OPENED: 1,
    REOPENED: 1,
    MOVED_IN: 1,
    MOVED_OUT: -1,
    CONVERTED_IN: 1,
    CONVERTED_OUT: -1,
    HANDED_OVER: -1,
    CLOSED: -1,
}
"""M03: what enters the stock of open cases and what leaves it."""

STOCK_FLOW: Final = tuple(STOCK_SIGNS)
OUTCOMES: Final = tuple(cohort(reason) for reason in get_args(ClosureReason))
ENDINGS: Final = tuple(
    ended(reason) for reason in get_args(ClosureReason) if reason not in (K_USUAL, K_HANDED_OVER)
)
COHORT: Final = (OPENED, COHORT_MOVED, COHORT_CONVERTED, *OUTCOMES)
ESCALATED: Final = tuple(f"{ESCALATED_PREFIX}{level}" for level in get_args(Level))


class Seen(NamedTuple):
    """As what a complaint counts while staff verify it: they may see it otherwise than its form."""

    access_type: str
    substance: str
    region: str
    kind: str


class Tally(NamedTuple):
    """So much more of a measure, on a day, at an agency."""

    measure: str
    day: date
    agency: str
    amount: int = 1
    seconds: int = 0
    bin: int = 0
    """Of a distribution; else 0."""
    seen_as: Seen | None = None
    """Where it is not as the event tells."""


def moved(out_of: str, into: str, day: date, registered_day: date) -> tuple[Tally, ...]:
    """A case comes to another agency: out of one stock, into the other.

    Its cohort goes with it, so that an agency's closure rate has in its denominator every case
    that can come into its numerator.
    """
    return (
        Tally(MOVED_OUT, day, out_of),
        Tally(MOVED_IN, day, into),
        Tally(COHORT_MOVED, registered_day, out_of, -1),
        Tally(COHORT_MOVED, registered_day, into),
        left(out_of, day, registered_day),
        left(into, day, registered_day, -1),
    )


def left(agency: str, day: date, registered_day: date, amount: int = 1) -> Tally:
    return Tally(LEFT_STOCK, day, agency, amount, bin=registered_day.toordinal())


def closed(
    agency: str,
    reason: str,
    *,
    day: date,
    registered_day: date,
    seconds: int,
    working_days: int | None,
) -> tuple[Tally, ...]:
    """A case leaves the stock on the day of its closing and is done in its cohort.

    How long it took is told of closures alone, in working days where a decree says which they are.
    """
    flow = HANDED_OVER if reason == K_HANDED_OVER else CLOSED
    gone: tuple[Tally, ...] = (
        Tally(flow, day, agency, 1, seconds),
        Tally(cohort(reason), registered_day, agency, 1, seconds),
        left(agency, day, registered_day),
    )
    if flow == HANDED_OVER:
        return gone
    if reason != K_USUAL:
        gone = (*gone, Tally(ended(reason), day, agency))
    took = Tally(DAYS_TO_CLOSE, day, agency, bin=(day - registered_day).days)
    if working_days is None:
        return (*gone, took)
    return (*gone, took, Tally(WORKING_DAYS_TO_CLOSE, day, agency, bin=working_days))


def waited(agency: str, reason: str, day: date, registered_day: date) -> tuple[Tally, ...]:
    """A closed case for which nobody could be asked when it was opened."""
    if reason == K_HANDED_OVER:
        return ()
    return (Tally(DAYS_OF_WAITING, day, agency, bin=(day - registered_day).days),)


def reopened(
    agency: str, was_reason: str | None, *, day: date, registered_day: date, seconds: int
) -> tuple[Tally, ...]:
    """A closed case comes back into the stock (B of M03), and is not done in its cohort any more.

    Its closing stays counted on the day of the closing: only so do stocks and flows add up.
    `seconds` are those that the closing had counted.
    """
    back = (Tally(REOPENED, day, agency), left(agency, day, registered_day, -1))
    if was_reason is None:
        return back
    return (*back, Tally(cohort(was_reason), registered_day, agency, -1, -seconds))


def escalated(level: str) -> str:
    """The measure of delays that were taken to a level of the ladder (domain B.4)."""
    return f"{ESCALATED_PREFIX}{level}"
