"""Any metric by its id or word: one address for all that is computed from the same table."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from services.metrics import definitions, knowing
from services.metrics.answers import measured, shapes, written
from services.metrics.answers.examples import responses
from services.metrics.api_progress import NotByAgency
from services.metrics.asking.flows import flows_of
from services.metrics.definitions import NoSuchDefinition
from services.metrics.domain.metrics import METRICS, Metric
from services.metrics.questions import AskedBy
from services.metrics.remembering import Remembered
from services.metrics.store import Question
from services.metrics.telling.viewing import view
from shared.web.deps import Db, Now

router = APIRouter(prefix="/statistics", tags=["statistics"], route_class=Remembered)

RESPONSES = responses("M04", 404)
RESPONSES[200]["content"][written.CSV] = {"schema": {"type": "string"}}


WHOLE = ("total", "month")
"""These are told also where there is nothing."""


class MetricAsked(AskedBy):
    format: Literal["json", "csv"] | None = Field(None, description="Else what `Accept` prefers.")


@router.get(
    "/{metric}",
    response_model=shapes.MetricAnswer,
    responses=RESPONSES,
)
async def metric(
    metric: str, asked: Annotated[MetricAsked, Query()], request: Request, database: Db, now: Now
) -> Response:
    """A metric by id (`M04`) or by word (`closure-rate`), as JSON or as CSV."""
    told = find(metric)
    seen = view(asked, request, now)
    if told.of_intake and seen.asked.of_agencies:
        raise NotByAgency(f"{told.id} is counted before it is known which agency will answer.")

    day = knowing.today(seen.asked.office, asked.as_of, now)

    async def make(connection: AsyncConnection, question: Question) -> list[measured.Group]:
        flows = await flows_of(connection, question, told.measures, stock=told.needs_stock)
        groups = [measured.group(told, flow, day) for flow in flows]
        return [one for one in groups if question.by in WHOLE or one.is_something]

    answer = shapes.MetricAnswer(
        **seen.head(asked.by, told.id),
        metric=told.id,
        slug=definitions.registry()[told.id].slug,
        groups=await seen.groups(database, seen.asked.question(), make),
    )
    return written.response(answer, asked.format or written.accepted(request))


def find(name: str) -> Metric:
    """Raises `NoSuchDefinition` also for what is defined and cannot be computed yet."""
    found = METRICS.get(definitions.find(name).id)
    if found is None:
        raise NoSuchDefinition("This metric is defined, and not computed here.")
    return found
