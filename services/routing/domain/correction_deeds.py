"""What people may say of a corrective action: ordered, reported, sent back, accepted."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from services.routing.domain.said import CaseDeed, Words


class OrderCorrection(CaseDeed):
    """Maladministration was found: the agency must put something right."""

    deed: Literal["order-correction"] = "order-correction"
    order: Words


class ReportCorrection(CaseDeed):
    """The agency reports what it has put right, and when."""

    deed: Literal["report-correction"] = "report-correction"
    text: Words
    on: date = Field(description="The day on which it was put right.")
    action_id: UUID | None = Field(None, description="Unnamed, the oldest that is not reported.")


class ReturnCorrection(CaseDeed):
    """The examiner sends the report back; the clock of putting it right starts again."""

    deed: Literal["return-correction"] = "return-correction"
    missing: Words
    action_id: UUID | None = Field(None, description="Unnamed, the oldest that is reported.")


class CorrectionDone(CaseDeed):
    """The examiner accepts the proof that it was put right."""

    deed: Literal["correction-done"] = "correction-done"
    action_id: UUID | None = Field(None, description="Unnamed, the oldest that is not done.")
