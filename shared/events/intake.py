"""What intake announces: the life of a complaint up to its acceptance."""

from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from shared.events.base import SLUG_PATTERN, Fact

AccessType = Literal["LM", "RCO", "IAPS", "KNL", "TEMBUSAN"]
"""How the public reaches the office (domain A.3); only the first three count as reports."""

REPORTS: frozenset[AccessType] = frozenset({"LM", "RCO", "IAPS"})

Language = Literal["id", "en"]


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


ANNOUNCED: tuple[type[ComplaintFact], ...] = (ComplaintAccepted, ComplaintFinished)
