"""Deadlines as sums (M12): each counts on the day on which it falls due.

What began is due; what stopped was met, late, or dropped. So due = met + late + dropped + what
still runs, in any order of hearing, and of what still runs the day tells whether it is overdue.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from services.metrics.domain.figures import Flow
from services.metrics.domain.tallies import Tally
from shared.events.cases import Clock

DUE, MET, LATE, DROPPED = "due", "met", "late", "dropped"
OVERDUE, RUNNING = "overdue", "running"
"""What is due and has not stopped; no measures of their own, for the day tells them apart."""

CLOCKS: Final[tuple[Clock, ...]] = ("acknowledgement", "answer", "correction")
"""Of officers; the days of the fast route are the office's own."""
EVERY: Final = frozenset(CLOCKS)


def of(what: str, clock: str) -> str:
    """The measure of what became of the deadlines of a clock."""
    return f"{what}-{clock}"


ALL: Final = tuple(of(what, clock) for what in (DUE, MET, LATE, DROPPED) for clock in CLOCKS)


def still_open(counts: Flow, clock: str) -> int:
    """What began and did not stop, of the days that the counts are of."""
    return counts[of(DUE, clock)] - sum(counts[of(what, clock)] for what in (MET, LATE, DROPPED))


Dues = Iterable[tuple[Clock, date]]
"""Clocks, each with the day on which it ends."""


def began(agency: str, dues: Dues) -> tuple[Tally, ...]:
    """Clocks run from now on."""
    return tuple(Tally(of(DUE, clock), day, agency) for clock, day in dues)


def moved(agency: str, clock: Clock, was: date, now: date) -> tuple[Tally, ...]:
    """A deadline falls due on another day, and never did on the one of before."""
    if was == now:
        return ()
    due = of(DUE, clock)
    return Tally(due, was, agency, -1), Tally(due, now, agency)


def stopped(
    agency: str, clock: Clock, due_at: datetime, day: date, *, at: datetime, dropped: bool
) -> Tally:
    """A clock ends: by what it waited for, or because that is not needed any more.

    What was missed before stays missed: nothing that is cancelled later makes it good.
    """
    what = LATE if at > due_at else DROPPED if dropped else MET
    return Tally(of(what, clock), day, agency)
