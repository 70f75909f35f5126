"""Any metric by its id or word: one address for all that is computed from the same table."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from services.metrics import answers, definitions, measured, store, written
from services.metrics.api_progress import NotByAgency
from services.metrics.definitions import NoSuchDefinition
from services.metrics.domain import figures
from services.metrics.domain.metrics import METRICS, Metric
from services.metrics.heading import head
from services.metrics.questions import AskedBy
from shared.web.answers import answers as refusals
from shared.web.deps import Db, Now

router = APIRouter(prefix="/statistics", tags=["statistics"])

CONTENT: dict[str, Any] = {written.CSV: {"schema": {"type": "string"}}}


class MetricAsked(AskedBy):
    format: Literal["json", "csv"] | None = Field(None, description="Else what `Accept` prefers.")


@router.get(
    "/{metric}",
    response_model=answers.MetricAnswer,
    responses={200: {"content": CONTENT}, **refusals(404)},
)
async def metric(
    metric: str, asked: Annotated[MetricAsked, Query()], request: Request, database: Db, now: Now
) -> Response:
    """A metric by id (`M04`) or by word (`closure-rate`), as JSON or as CSV."""
    told = find(metric)
    if told.of_intake and asked.of_agencies:
        raise NotByAgency(f"{told.id} is counted before it is known which agency will answer.")
    async with database.reading() as connection:
        sums = await store.sums(connection, asked.question(), told.measures, stock=told.needs_stock)
    flows = figures.grouped(sums, asked.by, asked.from_, asked.to)
    answer = answers.MetricAnswer(
        **head(asked, asked.by, now, told.id),
        metric=told.id,
        slug=definitions.registry()[told.id].slug,
        groups=[measured.group(told, flow) for flow in flows],
    )
    return written.response(answer, asked.format or written.accepted(request))


def find(name: str) -> Metric:
    """Raises `NoSuchDefinition` also for what is defined and cannot be computed yet."""
    found = METRICS.get(definitions.find(name).id)
    if found is None:
        raise NoSuchDefinition("This metric is defined, and not computed here.")
    return found
