"""What metrics answers: which cases, of what time, known when, and the groups."""

from datetime import date, datetime
from hashlib import sha256
from typing import Literal

from pydantic import BaseModel, Field, computed_field

from services.metrics.answers import (
    backlog,
    closures,
    losses,
    measured,
    officers,
    progress,
    reporters,
)
from services.metrics.store import Incidents
from shared.json import to_json

NEAREST_RANK = (
    "nearest rank: the k-th of the n values in ascending order, k = n*p/100 rounded up,"
    " p = 50 for the median and 90 for p90, of whole days"
)


class Period(BaseModel):
    """Days of the office, from the first up to and without `to`."""

    from_: date = Field(serialization_alias="from")
    to: date


class Filter(BaseModel):
    """Which cases are counted; null stands for all."""

    office: str | None = None
    agency: str | None = None
    access_type: str | None = None
    incidents: Incidents = "with"


class Answer(BaseModel):
    """What every answer says of itself."""

    period: Period
    by: str
    filter: Filter
    view: Literal["public", "staff"] = Field(
        "public",
        description="To the public no count of one to four is told, nor what would give it away.",
    )
    as_of: datetime = Field(description="What was known at this moment is counted.")
    definitions: dict[str, int] = Field(
        description="Under which version of its definition each figure is made (`/definitions`).",
        examples=[{"M04": 1}],
    )
    preliminary: bool = Field(
        description="Until 15 working days after the period more of it may become known."
    )

    @computed_field(  # type: ignore[prop-decorator]
        description="Of the question and all figures: the same for the same `as_of`, for ever."
    )
    @property
    def hash(self) -> str:
        told = self.model_dump(exclude={"hash"})
        return "sha256:" + sha256(to_json(told)).hexdigest()


class ClosuresAnswer(Answer):
    groups: list[closures.Closures]


class StockFlowAnswer(Answer):
    definition: Literal["M03"] = "M03"
    groups: list[closures.StockFlow]


class StatusAnswer(Answer):
    groups: list[closures.Status]


class RequestsAnswer(Answer):
    groups: list[closures.Requests]


class SlaAnswer(Answer):
    groups: list[progress.Sla]


class AttainmentAnswer(Answer):
    groups: list[progress.Attainment]


class FocalPointsAnswer(Answer):
    method: str = NEAREST_RANK
    groups: list[officers.FocalPoints]


class StageTimesAnswer(Answer):
    method: str = NEAREST_RANK
    groups: list[officers.StageTimes]


class FunnelAnswer(Answer):
    groups: list[progress.Funnel]


class ReportersAnswer(Answer):
    definition: Literal["M02"] = "M02"
    groups: list[reporters.Reporters]


class LossesAnswer(Answer):
    definition: Literal["P05"] = "P05"
    groups: list[losses.Losses]


class MessagesAnswer(Answer):
    groups: list[closures.Messages]


class DurationsAnswer(Answer):
    definition: Literal["M10"] = "M10"
    method: str = NEAREST_RANK
    groups: list[closures.TimeToClose]


class BacklogAnswer(Answer):
    day: date = Field(description="On which they are open, and up to which their age is counted.")
    groups: list[backlog.Backlog]


class MetricAnswer(Answer):
    metric: str = Field(examples=["M04"])
    slug: str = Field(examples=["closure-rate"])
    groups: list[measured.Group]
