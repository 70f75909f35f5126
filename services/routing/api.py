"""What routing answers over HTTP: cases and their history."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from services.routing import (
    api_deeds,
    api_registry,
    batch,
    borders,
    contacts,
    desk,
    explaining,
    store,
    views,
)
from services.routing.batch import BatchResult
from services.routing.doing import shown
from services.routing.domain.moves import CASE_STATES
from services.routing.reaching import Asker, Reading, asking
from shared.events.base import SLUG_PATTERN
from shared.events.intake import Language
from shared.web.answers import answers
from shared.web.deps import Db, Now

router = APIRouter(tags=["cases"])

PAGE_LIMIT = 200

Slug = Annotated[str, Query(pattern=SLUG_PATTERN)]


@router.get("/cases")
async def list_cases(
    *,
    database: Db,
    asker: Reading,
    state: Annotated[str | None, Query(pattern="^(" + "|".join(CASE_STATES) + ")$")] = None,
    agency: Slug | None = None,
    incident: UUID | None = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = 50,
) -> list[views.CaseView]:
    """Cases in the order of opening; `after` is the last id of the page before."""
    async with database.reading() as connection:
        rows = await store.cases(
            connection,
            reach=asker.reach,
            state=state,
            agency=agency,
            incident=incident,
            after=after,
            limit=limit,
        )
    return [borders.case(views.case_view(row), asker.reach) for row in rows]


@router.get("/unroutable")
async def list_unroutable(
    database: Db, asker: Annotated[Asker, Depends(asking("case.unplaced"))]
) -> views.Unroutable:
    """What no rule could place: someone must."""
    async with database.reading() as connection:
        waiting, oldest = await store.unroutable(connection, asker.reach, PAGE_LIMIT)
    return views.Unroutable(waiting=waiting, oldest=[views.case_view(row) for row in oldest])


@router.get("/cases/{case_id}", responses=answers(404))
async def show_case(
    case_id: UUID, database: Db, asker: Reading, request: Request, response: Response
) -> views.FullCaseView:
    """One case with its requests and the reasons of its assignment; its version is the ETag."""
    return await shown(database, case_id, asker, request, response)


@router.get("/cases/{case_id}/history", responses=answers(404))
async def show_history(
    case_id: UUID, database: Db, asker: Annotated[Asker, Depends(asking("case.history"))]
) -> list[views.DeedView]:
    """All that was ever done to the case: who, what, when it happened and when we learnt it."""
    async with database.reading() as connection:
        found = await store.full_case(connection, case_id)
        if found is None or not asker.reach.sees(found[0].office, found[0].agency):
            raise desk.no_such_case()
        rows = await store.history(connection, case_id)
    lines = [views.deed_view(row) for row in rows]
    return borders.history(lines, found, asker.reach)


@router.get("/cases/{case_id}/deadlines", responses=answers(404))
async def show_deadlines(
    case_id: UUID, database: Db, now: Now, asker: Reading, lang: Language = "id"
) -> list[explaining.DeadlineView]:
    """Every clock of the case: the days counted, those that were not and why, its steps."""
    asked = explaining.Asked(case_id, asker.reach, lang, now)
    return await explaining.deadlines(database, asked)


@router.post("/cases/batch", openapi_extra=batch.BODY)
async def do_batch(
    request: Request,
    database: Db,
    asker: Annotated[Asker, Depends(asking("case.place"))],
) -> BatchResult:
    """Many deeds at once, one JSON object a line, for a desk that works elsewhere or an import."""
    return await batch.do_lines(database, request.app.state.clock, asker, await request.body())


router.include_router(api_deeds.router)
router.include_router(api_registry.router)
router.include_router(contacts.router)
