"""Deadlines, the way of reports, what is open, who complained and what was saved, over HTTP."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics import knowing, store
from services.metrics.answers import losses as losses_view
from services.metrics.answers import progress as views_progress
from services.metrics.answers import shapes
from services.metrics.answers.backlog import Backlog
from services.metrics.answers.examples import responses
from services.metrics.api import router
from services.metrics.asking import progress
from services.metrics.asking.flows import flows_of
from services.metrics.asking.reporters import by_reporter
from services.metrics.domain import ageing, benefits
from services.metrics.questions import (
    AskedBy,
    AttainmentAsked,
    BacklogAsked,
    ReportersAsked,
    SpreadAsked,
)
from services.metrics.store import Question
from services.metrics.targets import read_targets
from services.metrics.telling.viewing import view
from shared.errors import Unacceptable
from shared.web.deps import Db, Now


class NotByAgency(Unacceptable):
    """Intake does not know who will answer."""

    code = "not-by-agency"


@router.get("/sla", responses=responses("sla"))
async def sla(
    asked: Annotated[AskedBy, Query()], request: Request, database: Db, now: Now
) -> shapes.SlaAnswer:
    """Deadlines by their last day: met, missed, running, needless; and the share that was met."""
    seen = view(asked, request, now)
    today = knowing.today(seen.asked.office, asked.as_of, now)

    async def make(connection: AsyncConnection, question: Question) -> list[views_progress.Sla]:
        return await progress.sla(connection, question, today, public=seen.public)

    groups = await seen.groups(database, seen.asked.question(), make)
    return shapes.SlaAnswer(**seen.head(asked.by, "M12", "M13", "M18"), groups=groups)


@router.get("/funnel", responses=responses("funnel"))
async def funnel(
    asked: Annotated[AskedBy, Query()], request: Request, database: Db, now: Now
) -> shapes.FunnelAnswer:
    """How far the reports registered in a period have come, step by step."""
    seen = view(asked, request, now)
    if seen.asked.of_agencies:
        raise NotByAgency("A report is received before it is known which agency will answer.")
    groups = await seen.groups(database, seen.asked.question(), progress.funnels)
    return shapes.FunnelAnswer(**seen.head(asked.by, "M02", "M14"), groups=groups)


@router.get("/focal-points", responses=responses("focal-points"))
async def focal_points(
    asked: Annotated[SpreadAsked, Query()], request: Request, database: Db, now: Now
) -> shapes.FocalPointsAnswer:
    """How soon and how well officers answered, and how soon cases end with and without one."""
    seen = view(asked, request, now)
    groups = await seen.groups(database, seen.asked.question(), progress.officers)
    return shapes.FocalPointsAnswer(**seen.head(asked.by, "M10", "M20"), groups=groups)


@router.get("/stage-time", responses=responses("stage-time"))
async def stage_time(
    asked: Annotated[SpreadAsked, Query()], request: Request, database: Db, now: Now
) -> shapes.StageTimesAnswer:
    """How long verification, acknowledging, answering and examination took."""
    seen = view(asked, request, now)
    groups = await seen.groups(database, seen.asked.question(), progress.stages)
    return shapes.StageTimesAnswer(**seen.head(asked.by, "M11"), groups=groups)


@router.get("/attainment", responses=responses("attainment"))
async def attainment(
    asked: Annotated[AttainmentAsked, Query()], request: Request, database: Db, now: Now
) -> shapes.AttainmentAnswer:
    """Reports closed, of those that are to be closed in the year or quarter."""
    seen = view(asked, request, now, of_agencies=False)
    today = knowing.today(seen.asked.office, asked.as_of, now)
    targets = read_targets(request.app.state.settings.targets)

    async def make(
        connection: AsyncConnection, question: Question
    ) -> list[views_progress.Attainment]:
        return await progress.attainments(connection, question, targets, today)

    groups = await seen.groups(database, seen.asked.question(), make)
    return shapes.AttainmentAnswer(**seen.head(asked.by, "M07"), groups=groups)


@router.get("/backlog", responses=responses("backlog"))
async def backlog(
    asked: Annotated[BacklogAsked, Query()], request: Request, database: Db, now: Now
) -> shapes.BacklogAnswer:
    """Cases open at the end of a period, or now if it is not over, by age and year."""
    seen = view(asked, request, now)
    today = knowing.today(seen.asked.office, asked.as_of, now)

    async def make(connection: AsyncConnection, question: Question) -> list[Backlog]:
        day = min(question.end - timedelta(days=1), today)
        found = await store.standing(connection, question)
        groups = ageing.backlogs(found, question.by, day)
        return [Backlog.of(group, one) for group, one in groups.items()]

    day = min(asked.to - timedelta(days=1), today)
    groups = await seen.groups(database, seen.asked.question(), make)
    return shapes.BacklogAnswer(**seen.head(asked.by, "M08", "M09"), day=day, groups=groups)


@router.get("/losses", responses=responses("losses"))
async def losses(
    asked: Annotated[AskedBy, Query()], request: Request, database: Db, now: Now
) -> shapes.LossesAnswer:
    """The losses that reporters were saved, in rupiah, as the closings of a period say."""
    seen = view(asked, request, now)

    async def make(connection: AsyncConnection, question: Question) -> list[losses_view.Losses]:
        measures = (benefits.VALUED, benefits.LOSS_SAVED)
        flows = await flows_of(connection, question, measures)
        return [losses_view.losses(flow) for flow in flows]

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
