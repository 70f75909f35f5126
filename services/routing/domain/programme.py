"""What an office does with its focal points: plans, meetings, assistance, assessments."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator

from services.routing.domain.records import Record, Slug, Strict, Title, Words
from shared.events.registry import COMPONENTS, AssistanceTopic, ComponentAnswer

Note = Annotated[Words, Field(max_length=2_000)]


class ActionPoint(Record):
    """One point of an agency's yearly action plan (domain B.3)."""

    noun: ClassVar[str] = "action-points"
    key_field: ClassVar[str] = "point_id"

    point_id: Slug
    agency: Slug
    year: int = Field(ge=2000, le=2100)
    subject: Title
    signed_on: date
    due_on: date
    done_on: date | None = None


class Attendance(Strict):
    agency: Slug
    attended: bool
    persons: int = Field(0, ge=0, le=1_000)


class Meeting(Record):
    """An evaluation meeting: who was invited and who came, by agency."""

    noun: ClassVar[str] = "meetings"
    key_field: ClassVar[str] = "meeting_id"

    meeting_id: Slug
    subject: Title
    held_on: date
    attendance: list[Attendance] = Field(min_length=1, max_length=200)

    @field_validator("attendance")
    @classmethod
    def _each_once(cls, told: list[Attendance]) -> list[Attendance]:
        if len({one.agency for one in told}) != len(told):
            raise ValueError("an agency is there twice")
        return told


class Assistance(Record):
    """A request of an agency for help in handling complaints (*pendampingan*)."""

    noun: ClassVar[str] = "assistance"
    key_field: ClassVar[str] = "assistance_id"

    assistance_id: Slug
    agency: Slug
    topic: AssistanceTopic
    requested_on: date
    delivered_on: date | None = None
    note: Note | None = None


class Checked(Strict):
    """The answer to one component, with what it rests on."""

    answer: ComponentAnswer
    evidence: Note | None = None


class Assessment(Record):
    """The compliance check-list of one unit: 14 components of a service standard (UU 25/2009)."""

    noun: ClassVar[str] = "assessments"
    key_field: ClassVar[str] = "assessment_id"

    assessment_id: Slug
    agency: Slug
    unit: Slug | None = None
    assessed_on: date
    assessed_by: Literal["agency", "supervisor", "office"] = Field(
        description="Whose check it was: of the agency itself, its inspectorate, or ours."
    )
    components: dict[Slug, Checked]

    @field_validator("components")
    @classmethod
    def _all_of_them(cls, told: dict[str, Checked]) -> dict[str, Checked]:
        if set(told) != set(COMPONENTS):
            raise ValueError(f"exactly these: {', '.join(COMPONENTS)}")
        return {name: told[name] for name in COMPONENTS}
