"""What routing announces of requests to focal points, their deadlines and corrective actions."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.events.cases import CaseFact, Clock, Level, RequestKind, Stopped

MisrouteReason = Literal["other-agency", "other-unit", "no-authority", "not-a-complaint"]
"""Why a focal point says that a request is not for its agency."""


CancelReason = Literal["not-needed", "answered", "transferred", "misrouted", "converted"]
"""Why no answer is needed: the office says so, the same was answered elsewhere, it went away, or
it is asked for in the regular way."""

Moved = Literal["decree", "extension", "delivery", "pause"]
"""By what a deadline was moved."""


class RequestFact(CaseFact):
    """Something that happened to one request."""

    request_id: UUID
    focal_point_id: str | None = Field(None, description="The appointment that has the request.")


class RequestSent(RequestFact):
    """A further request of a case was sent; the first one is told by the assignment."""

    type: ClassVar[str] = "routing.request.sent.v1"

    kind: RequestKind
    focal_point_id: str
    ack_due_at: AwareDatetime | None
    answer_due_at: AwareDatetime
    number: int = Field(1, ge=1, description="The how-manieth time that the same is asked.")
    follows: UUID | None = Field(None, description="The request that it repeats.")


class RequestDelivered(RequestFact):
    """The first proof that a request reached the focal point's mail server."""

    type: ClassVar[str] = "routing.request.delivered.v1"


class RequestAcknowledged(RequestFact):
    """The focal point has seen the request."""

    type: ClassVar[str] = "routing.request.acknowledged.v1"

    received_at: AwareDatetime | None = Field(
        None, description="When the officer got it: the proof of delivery, or else its sending."
    )
    stopped: Stopped = ()


class RequestAnswered(RequestFact):
    """The agency has answered; the words themselves are read over HTTP."""

    type: ClassVar[str] = "routing.request.answered.v1"

    answer_due_at: AwareDatetime
    received_at: AwareDatetime | None = Field(
        None, description="When the officer got it; none of an answer that betters another."
    )
    is_first: bool = Field(False, description="Whether nothing of the case was answered before.")
    stopped: Stopped = ()


class RequestAccepted(RequestFact):
    """The examiner takes the answer as sufficient."""

    type: ClassVar[str] = "routing.request.accepted.v1"


class RequestReturned(RequestFact):
    """The examiner sends the answer back; what is missing is read over HTTP."""

    type: ClassVar[str] = "routing.request.returned.v1"

    answer_due_at: AwareDatetime = Field(description="End of the last day for the better answer.")


class RequestMisrouted(RequestFact):
    """The focal point says that the request is not for its agency."""

    type: ClassVar[str] = "routing.request.misrouted.v1"

    reason: MisrouteReason
    hop: int = Field(ge=1, description="How many agencies have said so of this case.")
    stopped: Stopped = ()


class RequestCancelled(RequestFact):
    """The office no longer needs an answer to it."""

    type: ClassVar[str] = "routing.request.cancelled.v1"

    why: CancelReason | None = None
    stopped: Stopped = ()


class RequestReminded(RequestFact):
    """Most of the time has passed; the event's time is that of the reminder, not of its finding."""

    type: ClassVar[str] = "routing.request.reminded.v1"

    clock: Clock
    due_at: AwareDatetime
    recipients: list[str] = Field(default_factory=list, description="Role codes, never names.")


class RequestEscalated(CaseFact):
    """A deadline has passed and the next level is told; the event's time is the ladder's own."""

    type: ClassVar[str] = "routing.request.escalated.v1"

    request_id: UUID | None = None
    action_id: UUID | None = Field(None, description="The corrective action, if it is about one.")
    level: Level
    clock: Clock
    due_at: AwareDatetime
    recipients: list[str] = Field(description="Role codes, never names.")
    focal_point_id: str | None = Field(None, description="The appointment that has it.")


class DeadlineRecalculated(CaseFact):
    """A deadline was moved: by a decree, an extension, a proof of delivery, a pause; never back."""

    type: ClassVar[str] = "routing.deadline.recalculated.v1"

    request_id: UUID | None = None
    action_id: UUID | None = None
    clock: Clock
    due_at: AwareDatetime
    was_due_at: AwareDatetime
    calendar: str = Field(description="Version of the calendar that the new date is counted by.")
    why: Moved | None = None
    focal_point_id: str | None = Field(None, description="The appointment that has it.")
    first_due_at: AwareDatetime | None = Field(
        None,
        description="Of a corrective action that was sent back: the last day that its order had"
        " set, which stays.",
    )
