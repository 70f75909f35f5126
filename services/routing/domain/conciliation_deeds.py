"""What people may say of a conciliation: the parties sit down together, and how it ended."""

from typing import Literal

from pydantic import Field

from services.routing.domain.said import CaseDeed, Words
from shared.events.conciliation import ConciliationOutcome


class StartConciliation(CaseDeed):
    """Both parties want to settle it between them: the clocks of the agency stand still."""

    deed: Literal["start-conciliation"] = "start-conciliation"
    consent: Words = Field(description="How reporter and agency have said that they want it.")


class EndConciliation(CaseDeed):
    """It has ended, agreed or not: the clocks run on from where they stood."""

    deed: Literal["end-conciliation"] = "end-conciliation"
    outcome: ConciliationOutcome
