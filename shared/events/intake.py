"""What intake announces: the life of a complaint up to its acceptance."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.events.base import SLUG_PATTERN, ComplaintBound

AccessType = Literal["LM", "RCO", "IAPS", "KNL", "TEMBUSAN"]
"""How the public reaches the office (domain A.3); only the first three count as reports."""

REPORTS: frozenset[AccessType] = frozenset({"LM", "RCO", "IAPS"})

Language = Literal["id", "en"]

Confidentiality = Literal["open", "identity", "full"]
"""Open; nobody outside the office learns who complained; or not even what exactly (domain E)."""

FormalCode = Literal["F1", "F2", "F3", "F4", "F5", "F6", "F7"]
"""A formal requirement of a report (domain A.4)."""

Declination = Literal["K10", "K11", "K12a", "K12b", "K12c", "K12d", "K12e", "K12f"]
"""Why a report never becomes a case (closing reasons of domain A.8)."""

Stage = Literal["receipt", "formal", "material", "notice"]
"""What staff have a time for, from filing to telling the reporter (domain D01 to D03, D05)."""

Kind = Annotated[str, Field(pattern=SLUG_PATTERN)]

KeywordCode = Annotated[str, Field(pattern=SLUG_PATTERN)]


class ComplaintFact(ComplaintBound):
    """What every consumer needs to know of a complaint in order to work without asking."""

    source: ClassVar[str] = "intake"

    office: str = Field(pattern=SLUG_PATTERN, description="The representative office that owns it.")
    access_type: AccessType
    channel: str = Field(pattern=SLUG_PATTERN, description="How it arrived (domain A.3).")
    substance: str = Field(pattern=SLUG_PATTERN, description="Sector (domain G.4).")
    agency: str | None = Field(None, pattern=SLUG_PATTERN, description="As named by the reporter.")
    region: str | None = Field(
        None,
        description="Kemendagri code of the place (domain G.1); left out unless confidentiality is"
        " open, for a small place identifies.",
    )
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
    keywords: tuple[KeywordCode, ...] = Field(
        (),
        description="Codes of the controlled list of services that the account speaks of; left out"
        " where confidentiality is full.",
    )
    reporter_class: str | None = Field(
        None,
        pattern=SLUG_PATTERN,
        description="What kind of reporter it is (`shared/reporters.yaml`, domain A.3), never who.",
    )
    reporter_province: str | None = Field(
        None,
        pattern=r"^[0-9]{2}$",
        description="Kemendagri code of the province where the reporter lives; left out unless"
        " confidentiality is open.",
    )


class ComplaintRegistered(ComplaintFact):
    """A complaint has come in that staff verify by hand; whatever they decide is told later."""

    type: ClassVar[str] = "intake.complaint.registered.v1"


class ComplaintCompletionRequested(ComplaintFact):
    """The reporter is asked for what is missing; the clock runs from the day of receiving that."""

    type: ClassVar[str] = "intake.complaint.completion-requested.v1"

    missing: tuple[FormalCode, ...]
    due_at: AwareDatetime | None = Field(
        None, description="End of the last day; none until it is known when the reporter got it."
    )
    days: int | None = Field(None, ge=1, description="Calendar days from that day, by policy.")


class ComplaintCompleted(ComplaintFact):
    """The reporter has handed in what was missing; verification goes on."""

    type: ClassVar[str] = "intake.complaint.completed.v1"


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
    was_access_type: AccessType | None = Field(
        None, description="As what it was registered or classified; none in the act of filing."
    )


class ComplaintClassified(ComplaintFact):
    """Staff see it otherwise than its form: it is told as it is now, with what it was before."""

    type: ClassVar[str] = "intake.complaint.classified.v1"

    was_access_type: AccessType
    was_substance: str = Field(pattern=SLUG_PATTERN)
    was_region: str | None = Field(None, description="As it was told then, if it was.")
    was_maladministration: tuple[Kind, ...] = ()


class ComplaintDeclined(ComplaintFact):
    """A report does not become a case. With K11 the time is the end of the reporter's clock."""

    type: ClassVar[str] = "intake.complaint.declined.v1"

    reason: Declination


class ComplaintWithdrawn(ComplaintFact):
    """The reporter takes it back; what has become a case is to be closed with K21."""

    type: ClassVar[str] = "intake.complaint.withdrawn.v1"

    reason: Literal["K11", "K21"]
    before_acceptance: bool


class ComplaintJoined(ComplaintFact):
    """It is part of a mass incident from now on: `incident` says of which."""

    type: ClassVar[str] = "intake.complaint.joined.v1"


class ComplaintOverdue(ComplaintFact):
    """Staff have not finished a stage of verification in time; the time is the stage's end."""

    type: ClassVar[str] = "intake.complaint.overdue.v1"

    stage: Stage
    due_at: AwareDatetime
    notice: Literal["completion-requested", "complaint-declined"] | None = Field(
        None, description="Where the stage is a notice: which one the reporter has not got."
    )


class ComplaintRated(ComplaintFact):
    """The reporter says how content they are with the handling of a case that was closed."""

    type: ClassVar[str] = "intake.complaint.rated.v1"

    score: int = Field(ge=1, le=5, description="From 1, not content, to 5, very content.")
    closed_at: AwareDatetime = Field(description="The closing that it is said of: once of each.")
    handled_by: str | None = Field(
        None, pattern=SLUG_PATTERN, description="The agency that answered for the case then."
    )


ANNOUNCED: tuple[type[ComplaintFact], ...] = (
    ComplaintRegistered,
    ComplaintClassified,
    ComplaintCompletionRequested,
    ComplaintCompleted,
    ComplaintAccepted,
    ComplaintDeclined,
    ComplaintWithdrawn,
    ComplaintFinished,
    ComplaintJoined,
    ComplaintOverdue,
    ComplaintRated,
)
