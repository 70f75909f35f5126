"""A running clock of a request or of a corrective action, as a value."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from services.routing.domain.policy import Term
from shared.events.cases import Clock, RequestKind


@dataclass(slots=True)
class Deadline:
    """A running clock of a request, a corrective action or a case, and the next step of its ladder.

    A value like the others. Not frozen, since that would treble what making one costs: every case
    makes two, which was a tenth of opening it.
    """

    case_id: UUID
    of_id: UUID
    clock: Clock
    kind: RequestKind
    number: int
    started_on: date
    term: Term
    due_at: datetime
    calendar: str
    next_step: str | None
    next_at: datetime | None
    """When it is looked at again; none, once the ladder is at its end, and while it stands."""
    paused_at: datetime | None = None
    """Since when it stands still, if it does."""
    held_days: int = 0
    """As long it stood after its last day: the steps to come fall so much later."""
    asks_at: datetime | None = None
    """When the repetition that waits for an officer is tried again; none, if none waits."""

    def waiting(self, step: str | None, falls: datetime | None) -> "Deadline":
        """For the next step, until it falls due; a repetition that waits is tried meanwhile."""
        times = [at for at in (falls, self.asks_at) if at is not None]
        return replace(self, next_step=step, next_at=min(times, default=None))

    @property
    def request_id(self) -> UUID | None:
        return self.of_id if self.clock in ("acknowledgement", "answer") else None

    @property
    def action_id(self) -> UUID | None:
        return self.of_id if self.clock == "correction" else None


class Reckoned(NamedTuple):
    """What is the same for all clocks of a kind that start on one day."""

    term: Term
    due_at: datetime
    calendar: str
    step: str | None
    next_at: datetime | None
