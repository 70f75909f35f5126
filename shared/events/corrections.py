"""What routing announces of corrective actions: what an agency must put right, and by when."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.events.cases import CaseFact, Clock, Stopped


class CorrectiveActionOrdered(CaseFact):
    """The office found maladministration and orders the agency to put something right."""

    type: ClassVar[str] = "routing.corrective-action.ordered.v1"

    action_id: UUID
    due_at: AwareDatetime
    focal_point_id: str | None = Field(None, description="The appointment that must see to it.")


class CorrectiveActionReminded(CaseFact):
    """Most of the time for putting it right has passed; the time is that of the reminder."""

    type: ClassVar[str] = "routing.corrective-action.reminded.v1"

    action_id: UUID
    clock: Clock
    due_at: AwareDatetime
    recipients: list[str] = Field(description="Role codes, never names.")
    focal_point_id: str | None = Field(None, description="The appointment that must see to it.")


class CorrectiveActionReported(CaseFact):
    """The agency says that it was put right; what it did is read over HTTP."""

    type: ClassVar[str] = "routing.corrective-action.reported.v1"

    action_id: UUID
    put_right_on: date = Field(description="The day on which it was put right.")
    in_time: bool = Field(description="Whether the report came before the end of the last day.")
    focal_point_id: str | None = Field(None, description="The appointment that had to see to it.")
    stopped: Stopped = ()


class CorrectiveActionReturned(CaseFact):
    """The examiner sends the report back; what is missing is read over HTTP."""

    type: ClassVar[str] = "routing.corrective-action.returned.v1"

    action_id: UUID
    due_at: AwareDatetime = Field(description="End of the last day for the better report.")
    first_due_at: AwareDatetime | None = Field(
        None, description="End of the last day that the order had set: it is not kept by this."
    )
    reported_at: AwareDatetime | None = Field(
        None, description="When the report came that is sent back."
    )
    focal_point_id: str | None = Field(None, description="The appointment that must see to it.")


class CorrectiveActionDone(CaseFact):
    """The examiner accepts the proof that it was put right."""

    type: ClassVar[str] = "routing.corrective-action.done.v1"

    action_id: UUID
    in_time: bool
    stopped: Stopped = ()
    focal_point_id: str | None = Field(None, description="The appointment that had to see to it.")
