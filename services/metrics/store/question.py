"""What can be asked of the sums: a period, groups, a narrowing, and what was known when."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from services.metrics.domain.reporters import ReportersBy

By = Literal[
    "total",
    "month",
    "office",
    "agency",
    "agency_group",
    "channel",
    "substance",
    "access_type",
    "region",
    "maladministration",
    "campaign",
]
MessagesBy = Literal["total", "month", "template"]

Incidents = Literal["with", "without"]


@dataclass(frozen=True, slots=True)
class Question:
    """Which sums are wanted: of a period, grouped, of all cases or some."""

    start: date
    end: date
    by: By | MessagesBy | ReportersBy = "total"
    agency: str | None = None
    access_type: str | None = None
    office: str | None = None
    as_of: datetime | None = None
    """What was recorded by then is counted; without it, everything."""
    incidents: Incidents = "with"
    """Without: what belongs to a mass incident, by what is known, is left out."""
