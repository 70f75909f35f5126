"""What routing announces of its registry: agencies, officers, commitments, plans, assessments."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from shared.events.base import SLUG_PATTERN, Classification, Fact

ComponentAnswer = Literal["yes", "no", "not-applicable"]

AssistanceTopic = Literal["complaint-handling", "service-standard", "self-assessment", "other"]

COMPONENTS = (
    *("legal-basis", "requirements", "procedure", "time-limit", "fee", "product", "facilities"),
    *("competence", "internal-control", "complaint-handling", "number-of-officers"),
    *("guarantee-of-service", "guarantee-of-safety", "evaluation"),
)
"""The 14 of a service standard, in the order of UU 25/2009 art. 21."""


class RegistryFact(Fact):
    """Something about one agency. Told again with a higher sequence, it replaces what was told."""

    source: ClassVar[str] = "routing"
    classification: ClassVar[Classification] = "agency"

    office: str = Field(pattern=SLUG_PATTERN)
    agency: str = Field(pattern=SLUG_PATTERN)
    record_id: str = Field(description="The record's key within its office.")

    @property
    def about(self) -> UUID | str:
        return f"{self.office}/{self.agency}/{self.record_id}"

    @property
    def subject(self) -> str:
        return self.type.replace("routing.", f"routing.{self.agency}.", 1)

    @classmethod
    def address(cls) -> str:
        return cls.type.replace("routing.", "routing.*.", 1)


class AgencyRecorded(RegistryFact):
    """What an agency is, from one day to another; the record is the agency itself."""

    type: ClassVar[str] = "routing.agency.recorded.v1"

    title: str = Field(description="What the agency is called.")
    kind: str = Field(description="Its type in the directory (domain G.3).")
    region: str | None = Field(None, description="Kemendagri code.")
    parent: str | None = Field(None, description="The agency that it is a part of.")
    supervisor: str | None = None
    vertical: bool = False
    answers: bool = Field(True, description="By a focal point of its own.")
    valid_from: date | None = None
    valid_to: date | None = Field(None, description="The last day, where it is known.")


class UnitRecorded(RegistryFact):
    """What a unit of an agency is; the record is the unit itself."""

    type: ClassVar[str] = "routing.unit.recorded.v1"

    title: str
    kind: str
    region: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class FocalPointAppointed(RegistryFact):
    """Somebody answers for the agency, from one day to another."""

    type: ClassVar[str] = "routing.focal-point.appointed.v1"

    unit: str | None = None
    role: Literal["primary", "deputy"]
    valid_from: date
    valid_to: date | None = Field(None, description="The last day in office, where it is known.")


class FocalPointEnded(RegistryFact):
    """An appointment ends, or never was where no last day is given."""

    type: ClassVar[str] = "routing.focal-point.ended.v1"

    unit: str | None = None
    role: Literal["primary", "deputy"]
    last_day: date | None


class FocalPointMissing(RegistryFact):
    """The alarm: nobody is in office for the agency. The record is the agency itself."""

    type: ClassVar[str] = "routing.focal-point.missing.v1"

    since: date
    recipients: list[str] = Field(default_factory=list, description="Role codes, never names.")


class CommitmentSigned(RegistryFact):
    """An agency has committed itself, perhaps to response times of its own."""

    type: ClassVar[str] = "routing.commitment.signed.v1"

    signed_on: date
    valid_to: date | None = None


class ActionPlanAgreed(RegistryFact):
    """One point of an agency's action plan is agreed."""

    type: ClassVar[str] = "routing.action-plan.agreed.v1"

    year: int
    due_on: date


class ActionPlanDone(RegistryFact):
    """One point of it is done, in time or late."""

    type: ClassVar[str] = "routing.action-plan.done.v1"

    year: int
    due_on: date
    done_on: date


class MeetingHeld(RegistryFact):
    """An evaluation meeting was held; each agency that was invited has an event of its own."""

    type: ClassVar[str] = "routing.meeting.held.v1"

    held_on: date
    attended: bool


class AssistanceRequested(RegistryFact):
    """An agency asks for help in handling complaints (*pendampingan*)."""

    type: ClassVar[str] = "routing.assistance.requested.v1"

    topic: AssistanceTopic
    requested_on: date


class AssistanceDelivered(RegistryFact):
    """It was given."""

    type: ClassVar[str] = "routing.assistance.delivered.v1"

    topic: AssistanceTopic
    requested_on: date
    delivered_on: date


class AssessmentRecorded(RegistryFact):
    """The compliance check-list of an agency or of one of its units (domain B.7)."""

    type: ClassVar[str] = "routing.assessment.recorded.v1"

    unit: str | None = None
    assessed_on: date
    assessed_by: Literal["agency", "supervisor", "office"]
    components: dict[str, ComponentAnswer] = Field(description="All 14, by code.")
    evidenced: tuple[str, ...] = Field(
        (), description="Components whose answer rests on evidence; that is read over HTTP."
    )


class RecordWithdrawn(RegistryFact):
    """An agency, unit, plan point, meeting, assistance, commitment or assessment was an error."""

    type: ClassVar[str] = "routing.record.withdrawn.v1"

    noun: str


ANNOUNCED: tuple[type[RegistryFact], ...] = (
    AgencyRecorded,
    UnitRecorded,
    FocalPointAppointed,
    FocalPointEnded,
    FocalPointMissing,
    CommitmentSigned,
    ActionPlanAgreed,
    ActionPlanDone,
    MeetingHeld,
    AssistanceRequested,
    AssistanceDelivered,
    AssessmentRecorded,
    RecordWithdrawn,
)
