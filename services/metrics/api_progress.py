"""Deadlines and the way of reports over HTTP."""

from typing import Annotated

from fastapi import Query

from services.metrics import answers, knowing, progress
from services.metrics.api import router
from services.metrics.heading import head
from services.metrics.questions import AskedBy
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
