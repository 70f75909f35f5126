"""What routing announces to agencies, staff and the other services: cases and their requests."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.events import registry
from shared.events.base import Fact
from shared.events.cases import (
    NO_AGENCY,
    CaseFact,
    Clock,
    ClosureReason,
    Level,
    RequestKind,
    ResolutionMethod,
    Stopped,
    Substantiated,
)
from shared.events.conciliation import ConciliationEnded, ConciliationStarted
from shared.events.corrections import (
    CorrectiveActionDone,
    CorrectiveActionOrdered,
    CorrectiveActionReminded,
    CorrectiveActionReported,
    CorrectiveActionReturned,
)
from shared.events.intake import AccessType
from shared.events.requests import (
    DeadlineRecalculated,
    MisrouteReason,
    RequestAccepted,
    RequestAcknowledged,
    RequestAnswered,
    RequestCancelled,
    RequestDelivered,
    RequestEscalated,
    RequestMisrouted,
    RequestReminded,
    RequestReturned,
    RequestSent,
)

Cause = Literal["opened", "placed", "transferred", "misrouted", "handed-over", "reopened"]
"""Why a case came to this focal point."""

ReopeningReason = Literal["new-evidence", "settlement-broken", "objection", "error"]


class CaseAssigned(CaseFact):
    """A case is with the focal point in office, and a request has been sent."""

    type: ClassVar[str] = "routing.case.assigned.v1"

    focal_point_id: str = Field(description="The appointment in office on that day.")
    rule: str = Field(description="The rule that placed it, with its version: name@version.")
    request_id: UUID
    request_kind: RequestKind
    answer_due_at: AwareDatetime = Field(description="End of the last day for the answer.")
    was_unroutable: bool = Field(False, description="It waited for staff before this.")
    ack_due_at: AwareDatetime | None = Field(None, description="End of the day to be seen by.")
    from_agency: str | None = Field(None, description="The agency that had it before.")
    cause: Cause = "opened"


class CaseUnroutable(CaseFact):
    """No rule or no officer in office: staff must place it. Its agency token is `unrouted`."""

    type: ClassVar[str] = "routing.case.unroutable.v1"

    why: Literal["no-rule", "unknown-agency", "no-focal-point"]


class CaseNeedsDecision(CaseFact):
    """The rules have come to their end: a person must say who answers for the case."""

    type: ClassVar[str] = "routing.case.needs-decision.v1"

    why: Literal["misrouted-twice", "no-focal-point", "no-rule"]


class CaseClosed(CaseFact):
    """The examiner has closed the case, with three separate facts (domain A.8)."""

    type: ClassVar[str] = "routing.case.closed.v1"

    reason: ClosureReason
    resolution_method: ResolutionMethod
    substantiated: Substantiated
    unanswered_by: tuple[str, ...] = Field(
        (), description="Appointments that were asked for something and need not answer any more."
    )
    stopped: Stopped = ()
    answered_at: AwareDatetime | None = Field(
        None, description="When the agency answered for the first time."
    )
    waited: bool = Field(
        False, description="Whether no officer could be asked when the case was opened."
    )
    loss_saved: int | None = Field(
        None, ge=0, description="Whole rupiah that the reporter was saved (domain T16), if told."
    )


class CaseConverted(CaseFact):
    """A case goes on as another access type, which is the one told here from now on."""

    type: ClassVar[str] = "routing.case.converted.v1"

    was_access_type: AccessType
    why: Literal["not-settled", "criterion-gone"] = Field(
        description="The days of the fast route are over, or its criterion does not hold any more."
    )


class CaseReopened(CaseFact):
    """A closed case goes on under its number; where it goes is told by the next event."""

    type: ClassVar[str] = "routing.case.reopened.v1"

    reason: ReopeningReason
    cycle: int = Field(ge=2, description="Which life of the case begins.")
    was_reason: ClosureReason | None = Field(None, description="Why it had been closed.")
    was_closed_at: AwareDatetime | None = None
    was_loss_saved: int | None = Field(
        None, ge=0, description="What that closing had said was saved: it is not, as it seems."
    )


ANNOUNCED: tuple[type[Fact], ...] = (
    *registry.ANNOUNCED,
    CaseAssigned,
    CaseUnroutable,
    CaseNeedsDecision,
    CaseClosed,
    CaseConverted,
    CaseReopened,
    ConciliationStarted,
    ConciliationEnded,
    RequestSent,
    RequestDelivered,
    RequestAcknowledged,
    RequestAnswered,
    RequestAccepted,
    RequestReturned,
    RequestMisrouted,
    RequestCancelled,
    RequestReminded,
    RequestEscalated,
    DeadlineRecalculated,
    CorrectiveActionOrdered,
    CorrectiveActionReminded,
    CorrectiveActionReported,
    CorrectiveActionReturned,
    CorrectiveActionDone,
)

__all__ = [
    "ANNOUNCED",
    "NO_AGENCY",
    "CaseAssigned",
    "CaseClosed",
    "CaseConverted",
    "CaseFact",
    "CaseNeedsDecision",
    "CaseReopened",
    "CaseUnroutable",
    "Cause",
    "Clock",
    "ClosureReason",
    "CorrectiveActionDone",
    "CorrectiveActionOrdered",
    "CorrectiveActionReminded",
    "CorrectiveActionReported",
    "CorrectiveActionReturned",
    "DeadlineRecalculated",
    "Level",
    "MisrouteReason",
    "ReopeningReason",
    "RequestAccepted",
    "RequestAcknowledged",
    "RequestAnswered",
    "RequestCancelled",
    "RequestDelivered",
    "RequestEscalated",
    "RequestKind",
    "RequestMisrouted",
    "RequestReminded",
    "RequestReturned",
    "RequestSent",
    "ResolutionMethod",
    "Substantiated",
]
