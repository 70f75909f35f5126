"""What metrics finds in the figures: silent agencies, surges, check-lists, coverage."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request

from services.metrics import knowing, offices
from services.metrics.answers import findings as views
from services.metrics.answers import shapes
from services.metrics.answers.examples import responses
from services.metrics.answers.heading import head
from services.metrics.asking import bursts as finding_bursts
from services.metrics.asking import checklists, silences
from services.metrics.domain import period
from services.metrics.questions import AskedOfCases
from services.metrics.remembering import Remembered
from services.metrics.store import Question
from services.metrics.telling.hiding import NotForThePublic
from services.metrics.telling.viewing import View, view
from shared.web.deps import Db, Now

router = APIRouter(prefix="/statistics", tags=["statistics"], route_class=Remembered)

Asked = Annotated[AskedOfCases, Query()]
For = Literal["public", "staff"]


class SilentAnswer(shapes.Answer):
    view: For
    agencies: list[views.SilentAgency]


class SurgesAnswer(shapes.Answer):
    view: For
    surges: list[views.Surge]


class ChecklistAnswer(shapes.Answer):
    view: For
    agencies: list[views.CheckedAgency]


class CoverageAnswer(shapes.Answer):
    groups: list[views.Coverage]


def _question(asked: AskedOfCases) -> Question:
    told = asked.model_dump(include={"agency", "access_type", "office", "as_of", "incidents"})
    return Question(asked.from_, asked.to, **told)


def _today(asked: AskedOfCases, now: datetime) -> date:
    moment = knowing.moment(asked.as_of, now)
    return moment.astimezone(offices.zone_of(asked.office or "")).date()


def _seen(asked: AskedOfCases, request: Request, now: datetime) -> View[AskedOfCases]:
    """Raises `NotForThePublic` for days and moments of one's own choice."""
    seen = view(asked, request, now)
    if seen.public and (asked.as_of is not None or period.family(asked.from_, asked.to) is None):
        raise NotForThePublic(
            "Without a token findings are told of whole months, quarters or years, as known now."
        )
    return seen


def _for(*, public: bool) -> For:
    return "public" if public else "staff"


@router.get("/silent-agencies", responses=responses("silent-agencies"))
async def silent_agencies(asked: Asked, request: Request, database: Db, now: Now) -> SilentAnswer:
    """Agencies of which nothing is heard, in three ways that are not to be mixed; no ranking."""
    seen = _seen(asked, request, now)
    asked, public = seen.asked, seen.public
    async with database.reading() as connection:
        found = await silences.find_silences(connection, _question(asked), _today(asked, now))
    told = [views.SilentAgency.of(one, public=public) for one in found]
    return SilentAnswer(
        **head(asked, "agency", now, "P01"), view=_for(public=public), agencies=told
    )


@router.get("/bursts", responses=responses("bursts"))
async def bursts(asked: Asked, request: Request, database: Db, now: Now) -> SurgesAnswer:
    """Surges of complaints about one agency and one sector, each perhaps a mass incident."""
    seen = _seen(asked, request, now)
    asked, public = seen.asked, seen.public
    async with database.reading() as connection:
        found = await finding_bursts.find_bursts(connection, _question(asked))
    told = [views.Surge.of(one, public=public) for one in found]
    return SurgesAnswer(**head(asked, "agency", now, "P02"), view=_for(public=public), surges=told)


@router.get("/checklist", responses=responses("checklist"))
async def checklist(asked: Asked, request: Request, database: Db, now: Now) -> ChecklistAnswer:
    """Score, zone, gaps and years of each agency, by its newest check-lists."""
    seen = _seen(asked, request, now)
    asked, public = seen.asked, seen.public
    async with database.reading() as connection:
        found = await checklists.find_lists(connection, _question(asked), public=public)
    told = [
        views.CheckedAgency.of(one, views.trend(found.by_year, one.agency, one.assessor))
        for one in found.standing
    ]
    return ChecklistAnswer(
        **head(asked, "agency", now, "P03"), view=_for(public=public), agencies=told
    )


@router.get("/coverage", responses=responses("coverage"))
async def coverage(asked: Asked, database: Db, now: Now) -> CoverageAnswer:
    """The share of agencies that have an officer in office on the last day of the period."""
    async with database.reading() as connection:
        found = await checklists.find_coverage(connection, _question(asked), _today(asked, now))
    told = [views.Coverage.of(one) for one in found]
    return CoverageAnswer(**head(asked, "agency_group", now, "P04"), groups=told)
