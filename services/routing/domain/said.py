"""What everything that people say about a case has in common."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.events.base import SLUG_PATTERN

Words = Annotated[str, Field(min_length=1, max_length=20_000, pattern=r"^[^\x00]*$")]
AgencySlug = Annotated[str, Field(pattern=SLUG_PATTERN)]


class CaseDeed(BaseModel):
    """What all deeds say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: AwareDatetime | None = Field(None, description="When it happened; now, if not given.")


class RequestDeed(CaseDeed):
    request_id: UUID | None = Field(
        None, description="Unnamed, the newest request of the case that allows the deed."
    )
