"""Deadlines and the way of reports over HTTP."""

from typing import Annotated

from fastapi import Query, Request

from services.metrics import answers, knowing, progress
from services.metrics.api import router
from services.metrics.heading import head
from services.metrics.questions import AskedBy, AttainmentAsked
from services.metrics.targets import read_targets
from shared.errors import Unacceptable
from shared.web.deps import Db, Now


class NotByAgency(Unacceptable):
    """Intake does not know who will answer."""

    code = "not-by-agency"


@router.get("/sla")
async def sla(asked: Annotated[AskedBy, Query()], database: Db, now: Now) -> answers.SlaAnswer:
    """Deadlines by their last day: met, missed, running, needless; and the share that was met."""
    today = knowing.today(asked.office, asked.as_of, now)
    async with database.reading() as connection:
        groups = await progress.sla(connection, asked.question(), today)
    return answers.SlaAnswer(**head(asked, asked.by, now, "M12", "M18"), groups=groups)


@router.get("/funnel")
async def funnel(
    asked: Annotated[AskedBy, Query()], database: Db, now: Now
) -> answers.FunnelAnswer:
    """How far the reports registered in a period have come, step by step."""
    if asked.of_agencies:
        raise NotByAgency("A report is received before it is known which agency will answer.")
    async with database.reading() as connection:
        groups = await progress.funnels(connection, asked.question())
    return answers.FunnelAnswer(**head(asked, asked.by, now, "M02", "M14"), groups=groups)


@router.get("/attainment")
async def attainment(
    asked: Annotated[AttainmentAsked, Query()], request: Request, database: Db, now: Now
) -> answers.AttainmentAnswer:
    """Reports closed, of those that are to be closed in the year or quarter."""
    today = knowing.today(asked.office, asked.as_of, now)
    targets = read_targets(request.app.state.settings.targets)
    async with database.reading() as connection:
        groups = await progress.attainments(connection, asked.question(), targets, today)
    told = head(asked, asked.by, now, "M07")
    return answers.AttainmentAnswer(**told, groups=groups)
