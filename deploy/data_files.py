"""What the data files of scenarios and of mappings share: strict parts, codes, how a case ends."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.events.base import SLUG_PATTERN
from shared.events.routing import ClosureReason, ResolutionMethod, Substantiated

Slug = Annotated[str, Field(pattern=SLUG_PATTERN)]


class Strict(BaseModel):
    """A part of a data file; an unknown field is a typing error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Ending(Strict):
    """The three facts of a closure."""

    reason: ClosureReason
    resolution_method: ResolutionMethod
    substantiated: Substantiated
