"""What one agency must put right, and how far that is."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Action:
    """A corrective action: what one agency must put right."""

    action_id: UUID
    order: str
    ordered_at: datetime
    due_at: datetime
    done_at: datetime | None = None
    agency: str | None = None
    """Not known of actions from before this was kept: then it is the agency of the case."""
    cycle: int = 1
    """The life of the case in which it was ordered: with its closing nothing is due any more."""
    report: str | None = None
    """What the agency says that it has done."""
    put_right_on: date | None = None
    """On which day, as the agency says."""
    reported_at: datetime | None = None
    """None, too, while a report that did not suffice waits for a better one."""
    missing: str | None = None
    """What the examiner misses in the report."""
    first_due_at: datetime | None = None
    """Of what was sent back: the last day that the order had set."""
