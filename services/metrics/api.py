"""What metrics answers over HTTP: public statistics, with nothing of any person in them."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query

from services.metrics import answers, store, views
from services.metrics.asking import CLOSURES
from services.metrics.domain import figures, tallies
from services.metrics.domain.figures import Flow
from services.metrics.heading import head
from services.metrics.questions import AskedBy, DurationsAsked, MessagesAsked
from services.metrics.store import Question
from shared.db.database import Database
from shared.web.deps import Db, Now

router = APIRouter(prefix="/statistics", tags=["statistics"])

REQUESTS = (
    tallies.ACKNOWLEDGED,
    tallies.ANSWERED_IN_TIME,
    tallies.ANSWERED_LATE,
    tallies.RETURNED,
    tallies.MISROUTED,
    *tallies.ESCALATED,
)
MESSAGES = (tallies.SENT, tallies.SENT_MAYBE_TWICE, tallies.FAILED)
CLOSURES_SHOW = ("M01", "M02", "M03", "M04", "M05", "M06", "M10")


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
    return answers.ClosuresAnswer(**head(asked, asked.by, now, *CLOSURES_SHOW), groups=groups)


@router.get("/stock-flow")
async def stock_flow(
    asked: Annotated[AskedBy, Query()], database: Db, now: Now
) -> answers.StockFlowAnswer:
    """Open cases at both ends of a period and what happened between."""
    found = await _flows(database, asked.question(), tallies.STOCK_FLOW, stock=True)
    groups = [views.stock_flow(flow) for flow in found]
    return answers.StockFlowAnswer(**head(asked, asked.by, now, "M03"), groups=groups)


@router.get("/status")
async def status(
    asked: Annotated[AskedBy, Query()], database: Db, now: Now
) -> answers.StatusAnswer:
    """What has become, until now, of the cases registered in a period."""
    found = await _flows(database, asked.question(), tallies.COHORT)
    groups = [views.status(flow) for flow in found]
    return answers.StatusAnswer(**head(asked, asked.by, now, "M04"), groups=groups)


@router.get("/requests")
async def requests(
    asked: Annotated[AskedBy, Query()], database: Db, now: Now
) -> answers.RequestsAnswer:
    """What focal points acknowledged and answered in a period, and how often in time."""
    found = await _flows(database, asked.question(), REQUESTS)
    groups = [views.requests(flow) for flow in found]
    return answers.RequestsAnswer(**head(asked, asked.by, now, "M20"), groups=groups)


@router.get("/messages")
async def messages(
    asked: Annotated[MessagesAsked, Query()], database: Db, now: Now
) -> answers.MessagesAnswer:
    """Messages sent, perhaps sent twice, and given up in a period."""
    found = await _flows(database, Question(asked.from_, asked.to, asked.by), MESSAGES)
    groups = [views.messages(flow) for flow in found]
    return answers.MessagesAnswer(**head(asked, asked.by, now), groups=groups)


@router.get("/durations")
async def durations(
    asked: Annotated[DurationsAsked, Query()], database: Db, now: Now
) -> answers.DurationsAnswer:
    """Exact median and 90th percentile of the time to close, of the cases closed in a period."""
    question = asked.question()
    async with database.reading() as connection:
        found = await store.durations(connection, question)
    groups = [views.time_to_close(one) for one in found]
    return answers.DurationsAnswer(**head(asked, asked.by, now, "M10"), groups=groups)
