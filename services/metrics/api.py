"""What metrics answers over HTTP: public statistics, with nothing of any person in them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.answers import closures as views
from services.metrics.answers import shapes
from services.metrics.answers.examples import responses
from services.metrics.asking.asked import CLOSURES, durations_of
from services.metrics.asking.flows import flows_of
from services.metrics.domain import tallies
from services.metrics.domain.requests import MEASURES as REQUESTS
from services.metrics.questions import AskedBy, MessagesAsked, SpreadAsked
from services.metrics.remembering import Remembered
from services.metrics.store import Question
from services.metrics.telling.viewing import view
from shared.web.deps import Db, Now

router = APIRouter(prefix="/statistics", tags=["statistics"], route_class=Remembered)

MESSAGES = (tallies.SENT, tallies.SENT_MAYBE_TWICE, tallies.FAILED)
CLOSURES_SHOW = ("M01", "M02", "M03", "M04", "M05", "M06", "M10")


@router.get("/closures", responses=responses("closures"))
async def closures(
    asked: Annotated[AskedBy, Query()], request: Request, database: Db, now: Now
) -> shapes.ClosuresAnswer:
    """What came in, what was closed, and the closure rates of a period."""
    seen = view(asked, request, now)

    async def make(connection: AsyncConnection, question: Question) -> list[views.Closures]:
        flows = await flows_of(connection, question, CLOSURES, stock=True)
        return [views.closures(flow, of_agencies=seen.asked.of_agencies) for flow in flows]

    groups = await seen.groups(database, seen.asked.question(), make)
    return shapes.ClosuresAnswer(**seen.head(asked.by, *CLOSURES_SHOW), groups=groups)


@router.get("/stock-flow", responses=responses("stock-flow"))
async def stock_flow(
    asked: Annotated[AskedBy, Query()], request: Request, database: Db, now: Now
) -> shapes.StockFlowAnswer:
    """Open cases at both ends of a period and what happened between."""
    seen = view(asked, request, now)

    async def make(connection: AsyncConnection, question: Question) -> list[views.StockFlow]:
        flows = await flows_of(connection, question, tallies.STOCK_FLOW, stock=True)
        return [views.stock_flow(flow) for flow in flows]

    groups = await seen.groups(database, seen.asked.question(), make)
    return shapes.StockFlowAnswer(**seen.head(asked.by, "M03"), groups=groups)


@router.get("/status", responses=responses("status"))
async def status(
    asked: Annotated[AskedBy, Query()], request: Request, database: Db, now: Now
) -> shapes.StatusAnswer:
    """What has become, until now, of the cases registered in a period."""
    seen = view(asked, request, now)

    async def make(connection: AsyncConnection, question: Question) -> list[views.Status]:
        return [views.status(flow) for flow in await flows_of(connection, question, tallies.COHORT)]

    groups = await seen.groups(database, seen.asked.question(), make)
    return shapes.StatusAnswer(**seen.head(asked.by, "M04"), groups=groups)


@router.get("/requests", responses=responses("requests"))
async def requests(
    asked: Annotated[AskedBy, Query()], request: Request, database: Db, now: Now
) -> shapes.RequestsAnswer:
    """What focal points acknowledged and answered in a period, and how often in time."""
    seen = view(asked, request, now)

    async def make(connection: AsyncConnection, question: Question) -> list[views.Requests]:
        return [views.requests(flow) for flow in await flows_of(connection, question, REQUESTS)]

    groups = await seen.groups(database, seen.asked.question(), make)
    return shapes.RequestsAnswer(**seen.head(asked.by, "M20"), groups=groups)


@router.get("/messages", responses=responses("messages"))
async def messages(
    asked: Annotated[MessagesAsked, Query()], request: Request, database: Db, now: Now
) -> shapes.MessagesAnswer:
    """Messages sent, perhaps sent twice, and given up in a period."""
    seen = view(asked, request, now)

    async def make(connection: AsyncConnection, question: Question) -> list[views.Messages]:
        return [views.messages(flow) for flow in await flows_of(connection, question, MESSAGES)]

    question = Question(asked.from_, asked.to, asked.by)
    groups = await seen.groups(database, question, make)
    return shapes.MessagesAnswer(**seen.head(asked.by), groups=groups)


@router.get("/durations", responses=responses("durations"))
async def durations(
    asked: Annotated[SpreadAsked, Query()], request: Request, database: Db, now: Now
) -> shapes.DurationsAnswer:
    """Median, 90th percentile and mean of the time to close, of the cases closed in a period."""
    seen = view(asked, request, now)
    groups = await seen.groups(database, seen.asked.question(), durations_of)
    return shapes.DurationsAnswer(**seen.head(asked.by, "M10"), groups=groups)
