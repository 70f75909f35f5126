"""A complaint as deeds find it and leave it, and the facts that are told of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.intake.domain.history import Past, Standing
from services.intake.domain.kinds import Kinds
from services.intake.domain.policy import Policy
from shared.calendar.days import Calendar
from shared.events.intake import ComplaintFact
from shared.reporters import Reporters
from shared.vocabulary import Vocabulary

CalendarOf = Callable[[str | None], Calendar]
"""The closed days of an office."""

Recalled = Callable[[str], Calendar]
"""The calendar that was counted on once, from its version. Raises `UnknownVersion`."""

ZoneOf = Callable[[str | None], ZoneInfo]
"""The time zone of an office; of one that nobody knows, the usual one."""


@dataclass(frozen=True, slots=True)
class Rules:
    """By what a complaint is verified."""

    policy: Policy
    kinds: Kinds
    zone_of: ZoneOf
    calendar_of: CalendarOf
    recalled: Recalled
    vocabulary: Vocabulary
    reporters: Reporters

    def day_of(self, moment: datetime, office: str) -> date:
        """The office's own day, on which a moment falls."""
        return moment.astimezone(self.zone_of(office)).date()


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint as it stands, with what its events repeat."""

    complaint_id: UUID
    told: Mapping[str, Any]
    standing: Standing
    event_date: date | None = None
    has_reporter: bool = True


@dataclass(frozen=True, slots=True)
class Effect:
    """What a deed comes to: codes for the history, columns that change, a fact to announce."""

    told: Mapping[str, Any] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)
    fact: ComplaintFact | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The outcome of a deed: what is written down, where it leads, and its effect."""

    past: Past
    standing: Standing
    effect: Effect


def fact_of(kind: type[ComplaintFact], complaint: Complaint, **more: Any) -> ComplaintFact:
    """A fact about the complaint as it stands; a place is told only of an open one."""
    told = {**complaint.told, "incident": complaint.standing.incident, **more}
    if told["confidentiality"] != "open":
        told |= {"region": None, "reporter_province": None}
    if told["confidentiality"] == "full":
        told["keywords"] = ()
    return kind(**told)
