"""What every event about a case repeats, and the codes that cases are told in."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.events.base import SLUG_PATTERN, Classification, ComplaintBound
from shared.events.intake import AccessType, Confidentiality, Kind, Language

NO_AGENCY = "unrouted"
"""The agency token of a case that no rule could place."""

RequestKind = Literal["clarification", "rco", "corrective-action", "information"]

Clock = Literal["acknowledgement", "answer", "correction", "settlement"]
"""What a deadline waits for; the settlement of a whole case ends its fast route (domain D16)."""


@dataclass(frozen=True, slots=True)
class StoppedClock:
    """A clock that does not run any more, and the deadline that it ran for."""

    clock: Clock
    due_at: AwareDatetime
    first_due_at: AwareDatetime | None = None
    """Of a corrective action that was sent back: the last day that its order had set."""
    paused_at: AwareDatetime | None = None
    """Since when it stood still, if it did so to the end: it was late only if it was late then."""


Stopped = Annotated[
    tuple[StoppedClock, ...],
    Field(description="The clocks that ran until this happened, each with its deadline."),
]

Level = Literal["L1", "L2", "L3", "L4", "L5"]
"""How high a delay has risen (domain B.4)."""

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


class CaseFact(ComplaintBound):
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
    confidentiality: Confidentiality = "open"
    incident: UUID | None = Field(None, description="The mass incident that it belongs to.")
    maladministration: tuple[Kind, ...] = Field(
        (), description="Alleged kinds (domain A.11), the primary one first."
    )
    unit: str | None = Field(None, pattern=SLUG_PATTERN, description="Of the agency.")

    @property
    def about(self) -> UUID | str:
        return self.case_id

    @property
    def subject(self) -> str:
        return self.type.replace("routing.", f"routing.{self.agency}.", 1)

    @classmethod
    def address(cls) -> str:
        return cls.type.replace("routing.", "routing.*.", 1)
