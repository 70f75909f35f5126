"""What a clock counted and what its ladder will still do, looked up when somebody asks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from services.routing.domain.clocks import Clocks
from services.routing.domain.deadlines import Deadline
from services.routing.domain.policy import Step
from services.routing.domain.repeating import repetition
from shared.calendar.days import Calendar
from shared.calendar.reckoning import Reckoning
from shared.calendar.zones import local_day


def counted(deadline: Deadline, calendar: Calendar, clocks: Clocks, *, extended: bool) -> Reckoning:
    """The reckoning by the calendar of then; more time that was granted is no count."""
    found = replace(clocks, calendar=calendar).count(deadline.started_on, deadline.term)
    due = local_day(deadline.due_at, clocks.zone)
    return found if extended or due <= found.due else replace(found, due=due)


def to_come(deadline: Deadline, clocks: Clocks) -> Iterator[tuple[Step, datetime]]:
    """From the next step on, each with the moment at which it falls due."""
    begun, following = False, clocks.step(deadline)
    asking = repetition(deadline, clocks)
    if asking and deadline.asks_at:
        yield asking, deadline.asks_at
    for step in clocks.steps(deadline.clock, deadline.kind, deadline.number):
        begun = begun or step == following
        if begun:
            yield step, clocks.falls(step, deadline)
