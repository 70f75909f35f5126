"""What the office asks beside the way of cases, over HTTP: losses saved, kinds of reporters."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics import store
from services.metrics.answers import losses as views_losses
from services.metrics.answers import shapes
from services.metrics.answers.examples import responses
from services.metrics.asking.reporters import by_reporter
from services.metrics.domain import figures, tallies
from services.metrics.questions import AskedBy, ReportersAsked
from services.metrics.store import Question
from services.metrics.telling.viewing import view
from shared.web.deps import Db, Now

router = APIRouter(prefix="/statistics", tags=["statistics"])


@router.get("/losses", responses=responses("losses"))
async def losses(
    asked: Annotated[AskedBy, Query()], request: Request, database: Db, now: Now
) -> shapes.LossesAnswer:
    """The losses that reporters were saved, in rupiah, as the closings of a period say."""
    seen = view(asked, request, now)

    async def make(connection: AsyncConnection, question: Question) -> list[views_losses.Losses]:
        measures = (tallies.VALUED, tallies.LOSS_SAVED)
        sums = await store.sums(connection, question, measures, stock=False)
        flows = figures.grouped(sums, question.by, question.start, question.end)
        return [views_losses.losses(flow) for flow in flows]

    groups = await seen.groups(database, seen.asked.question(), make)
    return shapes.LossesAnswer(**seen.head(asked.by, "P05"), groups=groups)


@router.get("/reporters", responses=responses("reporters"))
async def reporters(
    asked: Annotated[ReportersAsked, Query()], request: Request, database: Db, now: Now
) -> shapes.ReportersAnswer:
    """Reports received by the class of their reporters, or by the province where these live."""
    seen = view(asked, request, now, of_agencies=False)
    groups = await seen.groups(database, seen.asked.question(), by_reporter)
    return shapes.ReportersAnswer(**seen.head(asked.by, "M02"), groups=groups)
