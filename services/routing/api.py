"""What routing answers over HTTP: the registry, cases and their history."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from services.routing import (
    api_deeds,
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
from services.routing.domain.registry import Registry, contradictions
from services.routing.reaching import Asker, Reading, asking
from shared.errors import NotFound, Unacceptable
from shared.events.base import SLUG_PATTERN
from shared.events.intake import Language
from shared.web.answers import answers
from shared.web.deps import Db, Now

router = APIRouter(tags=["cases"])

PAGE_LIMIT = 200
CONTRADICTIONS_SHOWN = 5

Slug = Annotated[str, Query(pattern=SLUG_PATTERN)]


@router.put("/registry/{office}", responses=answers(404))
async def load_registry(
    office: Annotated[str, Path(pattern=SLUG_PATTERN)],
    registry: Registry,
    database: Db,
    now: Now,
    *,
    asker: Annotated[Asker, Depends(asking("registry.write"))],
) -> views.Loaded:
    """Make an office's agencies, focal points and rules what this document says; repeatable."""
    if not asker.reach.sees_office(office):
        raise NotFound("There is no such office.")
    if office != registry.office:
        raise Unacceptable("The office in the address and in the document differ.")
    if wrong := list(contradictions(registry)):
        raise Unacceptable("; ".join(wrong[:CONTRADICTIONS_SHOWN]))
    async with database.transaction(now) as tx:
        changed = bool(await store.load(tx, registry, actor=asker.actor))
    return views.Loaded(office=office, changed=changed)


@router.get("/registry")
async def show_registry(
    database: Db, asker: Annotated[Asker, Depends(asking("registry.read"))]
) -> views.Offices:
    """Who answers for what, by office; an agency sees its own officers."""
    async with database.reading() as connection:
        found = await store.offices(connection)
    return views.Offices(offices=[seen for one in found if (seen := borders.registry(one, asker))])


@router.get("/cases")
async def list_cases(
    *,
    database: Db,
    asker: Reading,
    state: Annotated[
        str | None, Query(pattern="^(unroutable|assigned|needs-decision|closed)$")
    ] = None,
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
    return borders.history(lines, found[1], asker.reach)


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
router.include_router(contacts.router)
