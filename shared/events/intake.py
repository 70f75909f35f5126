"""What intake announces: the life of a complaint up to its acceptance."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.events.base import SLUG_PATTERN, Fact

AccessType = Literal["LM", "RCO", "IAPS", "KNL", "TEMBUSAN"]
"""How the public reaches the office (domain A.3); only the first three count as reports."""

REPORTS: frozenset[AccessType] = frozenset({"LM", "RCO", "IAPS"})

Language = Literal["id", "en"]

Confidentiality = Literal["open", "identity", "full"]
"""Open; nobody outside the office learns who complained; or not even what exactly (domain E)."""

Kind = Annotated[str, Field(pattern=SLUG_PATTERN)]


class ComplaintFact(Fact):
    """What every consumer needs to know of a complaint in order to work without asking."""

    source: ClassVar[str] = "intake"

    office: str = Field(pattern=SLUG_PATTERN, description="The representative office that owns it.")
    access_type: AccessType
    channel: str = Field(pattern=SLUG_PATTERN, description="How it arrived (domain A.3).")
    substance: str = Field(pattern=SLUG_PATTERN, description="Sector (domain G.4).")
    agency: str | None = Field(None, pattern=SLUG_PATTERN, description="As named by the reporter.")
    region: str | None = Field(None, description="Kemendagri code of the place (domain G.1).")
    campaign: str | None = Field(None, pattern=SLUG_PATTERN, description="Posko or other campaign.")
    language: Language = "id"
    reachable: bool = Field(description="Whether the reporter left an e-mail address.")
    silent: bool = Field(
        False, description="Imported history: it counts, and nobody is written to about it."
    )
    registered_at: AwareDatetime = Field(description="Day 0 of its clocks (design 5).")
    confidentiality: Confidentiality = "open"
    incident: UUID | None = Field(None, description="The mass incident that it is part of.")
    maladministration: tuple[Kind, ...] = Field(
        (), description="Alleged kinds (domain A.11), the primary one first."
    )


class ComplaintAccepted(ComplaintFact):
    """A report is to be put to the agency's focal point.

    Under automatic verification it is registered and accepted in one act, announced once: its
    `registered_at` then equals the event's time.
    """

    type: ClassVar[str] = "intake.complaint.accepted.v1"


class ComplaintFinished(ComplaintFact):
    """A consultation or a copy, finished at intake (closing reasons K01, K02): never a case."""

    type: ClassVar[str] = "intake.complaint.finished.v1"

    reason: Literal["K01", "K02"]


class ComplaintWithdrawn(ComplaintFact):
    """The reporter takes it back; what has become a case is to be closed with K21."""

    type: ClassVar[str] = "intake.complaint.withdrawn.v1"

    reason: Literal["K11", "K21"]
    before_acceptance: bool


class ComplaintJoined(ComplaintFact):
    """It is part of a mass incident from now on: `incident` says of which."""

    type: ClassVar[str] = "intake.complaint.joined.v1"


ANNOUNCED: tuple[type[ComplaintFact], ...] = (ComplaintAccepted, ComplaintFinished)
