"""How metrics is asked: a period, groups, filters and a moment; what is not known is refused."""

import re
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from services.metrics.domain.period import NAMED, named
from services.metrics.domain.reporters import ReportersBy
from services.metrics.store import By, Incidents, MessagesBy, Question
from shared.events.base import SLUG_PATTERN
from shared.events.intake import AccessType

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


def _written_as_date(given: object) -> object:
    """A date field would also take a moment, or a number of seconds for one."""
    if isinstance(given, str) and not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
        raise ValueError("a date is written YYYY-MM-DD")
    return given


Day = Annotated[date, BeforeValidator(_written_as_date), Field(ge=EARLIEST, le=LATEST)]
PeriodName = Annotated[str, Field(pattern=f"^{NAMED}$", examples=["2022-Q1"])]
Slug = Annotated[str, Field(pattern=SLUG_PATTERN)]


UNTOLD: Any = None
"""Until the validator has read the period, which names both bounds."""


class Asked(BaseModel):
    """A period of office-local days; an unknown parameter is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")

    period: PeriodName | None = Field(
        None, description="A year, quarter or month, instead of `from` and `to`."
    )
    from_: Day = Field(UNTOLD, alias="from", description="The first day.", examples=["2022-01-01"])
    to: Day = Field(UNTOLD, description="The day after the last.", examples=["2022-04-01"])

    @model_validator(mode="after")
    def _some_time(self) -> Self:
        bounds = {"from_", "to"} & self.model_fields_set
        if self.period is not None and not bounds:
            self.from_, self.to = named(self.period) or (EARLIEST, LATEST)
        elif self.period is not None or len(bounds) < 2:
            raise ValueError("ask with `period`, or with both `from` and `to`")
        if self.from_ >= self.to:
            raise ValueError("`from` must lie before `to`")
        return self


class AskedOfCases(Asked):
    office: Slug | None = Field(None, description="Only cases of this office.")
    agency: Slug | None = Field(None, description="Only cases of this agency.")
    access_type: AccessType | None = Field(None, description="Only this access type.")
    as_of: AwareDatetime | None = Field(
        None,
        description="As known at this past moment: what was recorded later is not counted.",
        examples=["2022-04-22T00:00:00+07:00"],
    )
    incidents: Incidents = Field(
        "with", description="Without: what belongs to a mass incident is left out."
    )


class AskedOfGroups(AskedOfCases):
    by: By = "total"

    def question(self) -> Question:
        return Question(
            self.from_,
            self.to,
            self.by,
            self.agency,
            self.access_type,
            office=self.office,
            as_of=self.as_of,
            incidents=self.incidents,
        )


class AskedBy(AskedOfGroups):
    @model_validator(mode="after")
    def _one_at_a_time(self) -> Self:
        """No sums are kept of the channels and sectors of an agency within an office, nor of places
        and kinds of one agency: so few cases would tell whose they are; nor of its campaigns."""
        if self.by in ("region", "maladministration", "campaign") and self.agency:
            raise ValueError(f"by {self.by}, narrow by `office`, not by `agency`")
        if self.by in ("channel", "substance") and self.agency and self.office:
            raise ValueError(f"by {self.by}, narrow by `agency` or by `office`, not by both")
        return self

    @property
    def of_agencies(self) -> bool:
        return self.by in ("agency", "agency_group") or self.agency is not None


class SpreadAsked(AskedBy):
    """Of medians and percentiles."""

    @model_validator(mode="after")
    def _as_spread(self) -> Self:
        """How something is spread is kept by channel and sector of an office, not of an agency."""
        if self.by in ("channel", "substance") and self.agency:
            raise ValueError(f"by {self.by}, narrow by `office`, not by `agency`")
        return self


class AttainmentAsked(AskedOfGroups):
    by: Literal["total", "office"] = "total"

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """A target is of all reports of an office: a part of them is no part of it."""
        if self.agency or self.access_type or self.incidents == "without":
            raise ValueError("targets are of offices: narrow by `office` alone")
        return self


class BacklogAsked(AskedOfGroups):
    by: Literal["total", "office", "agency", "agency_group", "access_type"] = "total"


class ReportersAsked(AskedOfCases):
    by: ReportersBy = "reporter_class"

    @model_validator(mode="after")
    def _of_no_agency(self) -> Self:
        if self.agency:
            raise ValueError("a report is received before it is known which agency will answer")
        return self

    def question(self) -> Question:
        return Question(
            self.from_,
            self.to,
            self.by,
            access_type=self.access_type,
            office=self.office,
            as_of=self.as_of,
            incidents=self.incidents,
        )


class MessagesAsked(Asked):
    by: MessagesBy = "total"
