"""What routing announces to agencies, staff and the other services: cases and their requests."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.events.base import SLUG_PATTERN, Classification, Fact
from shared.events.intake import AccessType, Language

NO_AGENCY = "unrouted"
"""The agency token of a case that no rule could place."""

RequestKind = Literal["clarification", "rco", "corrective-action", "information"]

ClosureReason = Literal[
    "K10",
    "K11",
    "K12a",
    "K12b",
    "K12c",
    "K12d",
    "K12e",
    "K12f",
    "K20",
    "K21",
    "K22",
    "K23",
    "K24",
    "K25",
    "K30",
    "K31",
    "K32",
    "K33",
    "K34",
]
"""Why a case was closed (domain A.8)."""

ResolutionMethod = Literal[
    "oral-clarification",
    "written-clarification",
    "direct-statement",
    "field-examination",
    "summons",
    "mediation",
    "conciliation",
    "suggestion",
    "focal-point",
    "other",
]
"""By which means it was settled (domain A.8)."""

Substantiated = Literal["yes", "no", "not-determined"]


class CaseFact(Fact):
    """What every consumer needs to know of a case in order to work without asking."""

    source: ClassVar[str] = "routing"
    classification: ClassVar[Classification] = "agency"

    case_id: UUID
    office: str = Field(pattern=SLUG_PATTERN)
    agency: str = Field(pattern=SLUG_PATTERN, description="The agency that answers for it.")
    access_type: AccessType
    channel: str = Field(pattern=SLUG_PATTERN)
    substance: str = Field(pattern=SLUG_PATTERN)
    region: str | None = None
    campaign: str | None = None
    language: Language = "id"
    reachable: bool = False
    silent: bool = False
    registered_at: AwareDatetime

    @property
    def about(self) -> UUID:
        return self.case_id

    @property
    def subject(self) -> str:
        return self.type.replace("routing.", f"routing.{self.agency}.", 1)

    @classmethod
    def address(cls) -> str:
        return cls.type.replace("routing.", "routing.*.", 1)


class CaseAssigned(CaseFact):
    """A case is with the focal point in office, and the first request has been sent."""

    type: ClassVar[str] = "routing.case.assigned.v1"

    focal_point_id: str = Field(description="The appointment in office on that day.")
    rule: str = Field(description="The rule that placed it, with its version: name@version.")
    request_id: UUID
    request_kind: RequestKind
    answer_due_at: AwareDatetime = Field(description="End of the last day for the answer.")
    was_unroutable: bool = Field(False, description="It waited for staff before this.")


class CaseUnroutable(CaseFact):
    """No rule or no officer in office: staff must place it. Its agency token is `unrouted`."""

    type: ClassVar[str] = "routing.case.unroutable.v1"

    why: Literal["no-rule", "unknown-agency", "no-focal-point"]


class RequestAcknowledged(CaseFact):
    """The focal point has seen the request."""

    type: ClassVar[str] = "routing.request.acknowledged.v1"

    request_id: UUID


class RequestAnswered(CaseFact):
    """The agency has answered; the words themselves are read over HTTP."""

    type: ClassVar[str] = "routing.request.answered.v1"

    request_id: UUID
    answer_due_at: AwareDatetime


class CaseClosed(CaseFact):
    """The examiner has closed the case, with three separate facts (domain A.8)."""

    type: ClassVar[str] = "routing.case.closed.v1"

    reason: ClosureReason
    resolution_method: ResolutionMethod
    substantiated: Substantiated


ANNOUNCED: tuple[type[CaseFact], ...] = (
    CaseAssigned,
    CaseUnroutable,
    RequestAcknowledged,
    RequestAnswered,
    CaseClosed,
)
