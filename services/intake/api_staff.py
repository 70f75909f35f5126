"""What staff read about complaints over HTTP, and the door to what they do about them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from services.intake import api_deeds, api_incidents, deadlines, lookalikes, store, views
from services.intake.acting import shown
from services.intake.deadlines import Asked, DeadlineView
from services.intake.domain.tracking import no_such_complaint
from shared.access.person import Person
from shared.events.base import SLUG_PATTERN
from shared.events.intake import Language
from shared.web.answers import answers
from shared.web.deps import Db, May, Now

router = APIRouter(tags=["verification"])

Reader = Annotated[Person, Depends(May("complaint.read"))]

PAGE_LIMIT = 200


@router.get("/staff/complaints")
async def list_waiting(
    *,
    request: Request,
    database: Db,
    person: Reader,
    state: Annotated[
        str | None, Query(pattern="^(registered|verifying|awaiting-completion|declined)$")
    ] = None,
    agency: Annotated[str | None, Query(pattern=SLUG_PATTERN)] = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = 50,
) -> list[views.ComplaintView]:
    """What staff have to do, the overdue first, then as filed; `after` is the last id before."""
    async with database.reading() as connection:
        rows = await store.waiting(
            connection,
            office=person.only_office,
            state=state,
            agency=agency,
            after=after,
            limit=limit,
        )
    return [views.complaint_view(row, request.app.state.rules) for row in rows]


@router.get("/staff/complaints/{complaint_id}", responses=answers(404))
async def show_complaint(
    complaint_id: UUID, request: Request, response: Response, person: Reader
) -> views.FullComplaintView:
    """One complaint with its checks and its history; the ETag goes into If-Match."""
    return await shown(complaint_id, person, request, response)


@router.get("/staff/complaints/{complaint_id}/deadlines", responses=answers(404))
async def list_deadlines(
    complaint_id: UUID,
    request: Request,
    database: Db,
    now: Now,
    *,
    person: Reader,
    lang: Language = "id",
) -> list[DeadlineView]:
    """Until when each stage must be finished, and which days were counted or skipped and why."""
    async with database.reading() as connection:
        row = await store.one(connection, complaint_id)
        if row is None or not person.sees_office(row.office):
            raise no_such_complaint()
        pasts = (await store.pasts_of(connection, [complaint_id])).get(complaint_id, [])
        clocks = (await store.clocks_of(connection, [complaint_id])).get(complaint_id, {})
    request.state.complaint_id = str(complaint_id)
    return deadlines.shown(row, pasts, clocks, Asked(request.app.state.rules, now, lang))


@router.get("/staff/complaints/{complaint_id}/story", responses=answers(404))
async def read_story(
    complaint_id: UUID,
    request: Request,
    database: Db,
    now: Now,
    *,
    person: Annotated[Person, Depends(May("complaint.story"))],
) -> views.StoryView:
    """Who complained, what they wrote and what staff noted. The reading is written down."""
    request.state.complaint_id = str(complaint_id)
    async with database.transaction(now) as tx:
        told = await store.read_story(
            tx, complaint_id, request.app.state.seals, person=person, now=now
        )
    if told is None:
        raise no_such_complaint()
    return views.StoryView.model_validate(told)


@router.get("/staff/complaints/{complaint_id}/readings", responses=answers(404))
async def list_readings(
    complaint_id: UUID,
    request: Request,
    response: Response,
    database: Db,
    *,
    person: Annotated[Person, Depends(May("complaint.readings"))],
) -> list[views.ReadingView]:
    """Who read the story, and when."""
    await shown(complaint_id, person, request, response)
    async with database.reading() as connection:
        rows = await store.readings_of(connection, complaint_id)
    return [views.ReadingView.model_validate(row, from_attributes=True) for row in rows]


@router.get("/staff/complaints/{complaint_id}/candidates", responses=answers(404))
async def list_candidates(
    complaint_id: UUID,
    request: Request,
    database: Db,
    *,
    person: Annotated[Person, Depends(May("complaint.compare"))],
) -> list[views.CandidateView]:
    """Complaints that may be about the same, compared now; the most alike first."""
    state = request.app.state
    async with database.reading() as connection:
        row = await store.one(connection, complaint_id)
        if row is None or not person.sees_office(row.office):
            raise no_such_complaint()
        found = await lookalikes.look(connection, row, state.rules, state.seals)
        stands = await store.stand_of(connection, [one.complaint_id for one in found])
    return [views.candidate_view(one, stands[one.complaint_id]) for one in found]


router.include_router(api_deeds.router)
router.include_router(api_incidents.router)
