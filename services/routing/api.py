"""What routing answers over HTTP: the registry, cases and their history."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from services.routing import api_deeds, batch, desk, store, views
from services.routing.batch import BatchResult
from services.routing.doing import shown
from services.routing.domain.registry import Registry, contradictions
from shared.errors import Unacceptable
from shared.events.base import SLUG_PATTERN
from shared.web.answers import answers
from shared.web.deps import Db, Now, Sibling, Staff

router = APIRouter(tags=["cases"])
staff = APIRouter(dependencies=[Staff])

PAGE_LIMIT = 200
CONTRADICTIONS_SHOWN = 5

Slug = Annotated[str, Query(pattern=SLUG_PATTERN)]


class Contact(BaseModel):
    """How to write to one focal point; read by notifications at the moment of sending."""

    appointment_id: str
    name: str
    email: str
    agency_name: str


class ContactsAsked(BaseModel):
    appointments: Annotated[
        list[Annotated[str, Field(pattern=SLUG_PATTERN)]], Field(max_length=500)
    ]


@staff.put("/registry/{office}")
async def load_registry(
    office: Annotated[str, Path(pattern=SLUG_PATTERN)], registry: Registry, database: Db, now: Now
) -> views.Loaded:
    """Make an office's agencies, focal points and rules what this document says; repeatable."""
    if office != registry.office:
        raise Unacceptable("The office in the address and in the document differ.")
    if wrong := list(contradictions(registry)):
        raise Unacceptable("; ".join(wrong[:CONTRADICTIONS_SHOWN]))
    async with database.transaction(now) as tx:
        changed = await store.load(tx, registry)
    return views.Loaded(office=office, changed=changed)


@staff.get("/registry")
async def show_registry(database: Db) -> views.Offices:
    """Who answers for what, by office."""
    async with database.reading() as connection:
        return views.Offices(offices=await store.offices(connection))


@staff.get("/cases")
async def list_cases(
    *,
    database: Db,
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
            connection, state=state, agency=agency, incident=incident, after=after, limit=limit
        )
    return [views.case_view(row) for row in rows]


@staff.get("/unroutable")
async def list_unroutable(database: Db) -> views.Unroutable:
    """What no rule could place: someone must."""
    async with database.reading() as connection:
        waiting, oldest = await store.unroutable(connection, PAGE_LIMIT)
    return views.Unroutable(waiting=waiting, oldest=[views.case_view(row) for row in oldest])


@staff.get("/cases/{case_id}", responses=answers(404))
async def show_case(
    case_id: UUID, database: Db, request: Request, response: Response
) -> views.FullCaseView:
    """One case with its requests and the reasons of its assignment; its version is the ETag."""
    return await shown(database, case_id, request, response)


@staff.get("/cases/{case_id}/history", responses=answers(404))
async def show_history(case_id: UUID, database: Db) -> list[views.DeedView]:
    """All that was ever done to the case: who, what, when it happened and when we learnt it."""
    async with database.reading() as connection:
        rows = await store.history(connection, case_id)
    if not rows:
        raise desk.no_such_case()
    return [views.deed_view(row) for row in rows]


@staff.post("/cases/batch", openapi_extra=batch.BODY)
async def do_batch(request: Request, database: Db) -> BatchResult:
    """Many deeds at once, one JSON object a line, for a desk that works elsewhere or an import."""
    return await batch.do_lines(database, request.app.state.clock, await request.body())


@router.post("/focal-points/contacts", dependencies=[Sibling])
async def contacts(asked: ContactsAsked, database: Db) -> list[Contact]:
    """How to reach some focal points, for notifications alone."""
    async with database.reading() as connection:
        found: list[dict[str, Any]] = await store.contacts(connection, asked.appointments)
    return [Contact.model_validate(one) for one in found]


staff.include_router(api_deeds.router)
router.include_router(staff)
