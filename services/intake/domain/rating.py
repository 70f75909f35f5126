"""How content a reporter is with a case that was closed: one number, once for each closing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.intake.domain.complaint import Complaint, fact_of
from services.intake.domain.moves import IllegalMove
from shared.events.intake import ComplaintFact, ComplaintRated

HANDED_OVER = "K24"
"""The case goes on in another office, and is not over for its reporter."""


class Rating(BaseModel):
    """No words: they could tell of somebody."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    score: int = Field(ge=1, le=5, description="From 1, not content, to 5, very content.")


@dataclass(frozen=True, slots=True)
class Closing:
    """The last closing of a case, where it was not opened again."""

    closing_id: UUID
    closed_at: datetime
    agency: str | None
    is_rated: bool


def rate(complaint: Complaint, closing: Closing | None, rating: Rating) -> ComplaintFact:
    """Raises `IllegalMove`."""
    if closing is None or complaint.standing.state != "accepted":
        raise IllegalMove("rate: the case is not closed.")
    if not complaint.has_reporter:
        raise IllegalMove("rate: the office began it itself.")
    if closing.is_rated:
        raise IllegalMove("rate: this closing was rated before.")
    told = {"score": rating.score, "closed_at": closing.closed_at, "handled_by": closing.agency}
    return fact_of(ComplaintRated, complaint, **told)
