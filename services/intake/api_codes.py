"""The lists of codes that whoever files a complaint may say, as they hold on a day."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from services.intake.domain.dates import Day
from services.intake.domain.kinds import Kind
from shared.reporters import ReporterClass
from shared.web.deps import Now

router = APIRouter(tags=["complaints"])


@router.get("/maladministration")
async def list_kinds(
    request: Request, now: Now, on: Annotated[Day | None, Query()] = None
) -> list[Kind]:
    """The kinds of maladministration that may be alleged on a day; today, if not given."""
    state = request.app.state
    return list(state.rules.kinds.valid(on or state.rules.day_of(now, state.settings.office)))


@router.get("/reporter-classes")
async def list_classes(
    request: Request, now: Now, on: Annotated[Day | None, Query()] = None
) -> list[ReporterClass]:
    """The classes of reporters that may be said on a day; today, if not given."""
    state = request.app.state
    day = on or state.rules.day_of(now, state.settings.office)
    return [one for one in state.rules.reporters.classes if one.is_valid(day)]
