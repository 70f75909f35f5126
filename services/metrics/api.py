"""What metrics answers over HTTP: public statistics, with nothing of any person in them."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from services.metrics import answers, definitions, store, views
from services.metrics.domain import figures, tallies
from services.metrics.domain.figures import Flow
from services.metrics.store import By, MessagesBy, Question
from shared.db.database import Database
from shared.events.base import SLUG_PATTERN
from shared.events.intake import AccessType
from shared.web.deps import Db, Now

router = APIRouter(prefix="/statistics", tags=["statistics"])

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)

REQUESTS = (
    tallies.ACKNOWLEDGED,
    tallies.ANSWERED_IN_TIME,
    tallies.ANSWERED_LATE,
    tallies.RETURNED,
    tallies.MISROUTED,
    *tallies.ESCALATED,
)
MESSAGES = (tallies.SENT, tallies.SENT_MAYBE_TWICE, tallies.FAILED)
CLOSURES = (
    tallies.RECEIVED,
    tallies.FINISHED,
    *tallies.STOCK_FLOW,
    tallies.COHORT_MOVED,
    *tallies.OUTCOMES,
)

CLOSURES_SHOW = ("M01", "M02", "M03", "M04", "M05", "M06", "M10")


def _written_as_date(given: object) -> object:
    """A date field would also take a moment, or a number of seconds for one."""
    if isinstance(given, str) and not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
        raise ValueError("a date is written YYYY-MM-DD")
    return given


Day = Annotated[date, BeforeValidator(_written_as_date), Field(ge=EARLIEST, le=LATEST)]
Slug = Annotated[str, Field(pattern=SLUG_PATTERN)]


class Asked(BaseModel):
    """A period of office-local days; an unknown parameter is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")

    from_: Day = Field(alias="from", description="The first day.", examples=["2022-01-01"])
    to: Day = Field(description="The day after the last.", examples=["2022-04-01"])

    @model_validator(mode="after")
    def _some_time(self) -> Self:
        if self.from_ >= self.to:
            raise ValueError("`from` must lie before `to`")
        return self


class AskedOfCases(Asked):
    office: Slug | None = Field(None, description="Only cases of this office.")
    agency: Slug | None = Field(None, description="Only cases of this agency.")
    access_type: AccessType | None = Field(None, description="Only this access type.")


class AskedBy(AskedOfCases):
    by: By = "total"

    @model_validator(mode="after")
    def _one_at_a_time(self) -> Self:
        """No sums are kept of the channels and sectors of an agency within an office."""
        if self.by in ("channel", "substance") and self.agency and self.office:
            raise ValueError(f"by {self.by}, narrow by `agency` or by `office`, not by both")
        return self

    def question(self) -> Question:
        return Question(
            self.from_, self.to, self.by, self.agency, self.access_type, office=self.office
        )

    @property
    def of_agencies(self) -> bool:
        return self.by == "agency" or self.agency is not None


class DurationsAsked(AskedOfCases):
    by: Literal["total", "office", "agency", "channel", "substance", "access_type"] = "total"


class MessagesAsked(Asked):
    by: MessagesBy = "total"


def _head(asked: AskedBy | DurationsAsked | MessagesAsked, now: Now, *used: str) -> dict[str, Any]:
    """What the answer repeats of the question."""
    narrow = (
        {}
        if isinstance(asked, MessagesAsked)
        else asked.model_dump(include={"office", "agency", "access_type"})
    )
    return {
        "period": answers.Period(from_=asked.from_, to=asked.to),
        "by": asked.by,
        "filter": answers.Filter(**narrow),
        "as_of": now,
        "definitions": definitions.versions_of([*used]),
    }


async def _flows(
    database: Database, question: Question, measures: Sequence[str], *, stock: bool = False
) -> list[Flow]:
    async with database.reading() as connection:
        sums = await store.sums(connection, question, measures, stock=stock)
    return figures.grouped(sums, question.by, question.start, question.end)


@router.get("/closures")
async def closures(
    asked: Annotated[AskedBy, Query()], database: Db, now: Now
) -> answers.ClosuresAnswer:
    """What came in, what was closed, and the closure rates of a period."""
    found = await _flows(database, asked.question(), CLOSURES, stock=True)
    groups = [views.closures(flow, of_agencies=asked.of_agencies) for flow in found]
    return answers.ClosuresAnswer(**_head(asked, now, *CLOSURES_SHOW), groups=groups)


@router.get("/stock-flow")
async def stock_flow(
    asked: Annotated[AskedBy, Query()], database: Db, now: Now
) -> answers.StockFlowAnswer:
    """Open cases at both ends of a period and what happened between."""
    found = await _flows(database, asked.question(), tallies.STOCK_FLOW, stock=True)
    groups = [views.stock_flow(flow) for flow in found]
    return answers.StockFlowAnswer(**_head(asked, now, "M03"), groups=groups)


@router.get("/status")
async def status(
    asked: Annotated[AskedBy, Query()], database: Db, now: Now
) -> answers.StatusAnswer:
    """What has become, until now, of the cases registered in a period."""
    found = await _flows(database, asked.question(), tallies.COHORT)
    groups = [views.status(flow) for flow in found]
    return answers.StatusAnswer(**_head(asked, now, "M04"), groups=groups)


@router.get("/requests")
async def requests(
    asked: Annotated[AskedBy, Query()], database: Db, now: Now
) -> answers.RequestsAnswer:
    """What focal points acknowledged and answered in a period, and how often in time."""
    found = await _flows(database, asked.question(), REQUESTS)
    groups = [views.requests(flow) for flow in found]
    return answers.RequestsAnswer(**_head(asked, now, "M20"), groups=groups)


@router.get("/messages")
async def messages(
    asked: Annotated[MessagesAsked, Query()], database: Db, now: Now
) -> answers.MessagesAnswer:
    """Messages sent, perhaps sent twice, and given up in a period."""
    found = await _flows(database, Question(asked.from_, asked.to, asked.by), MESSAGES)
    groups = [views.messages(flow) for flow in found]
    return answers.MessagesAnswer(**_head(asked, now), groups=groups)


@router.get("/durations")
async def durations(
    asked: Annotated[DurationsAsked, Query()], database: Db, now: Now
) -> answers.DurationsAnswer:
    """Exact median and 90th percentile of the time to close, of the cases closed in a period."""
    question = Question(
        asked.from_, asked.to, asked.by, asked.agency, asked.access_type, office=asked.office
    )
    async with database.reading() as connection:
        found = await store.durations(connection, question)
    groups = [views.time_to_close(one) for one in found]
    return answers.DurationsAnswer(**_head(asked, now, "M10"), groups=groups)
