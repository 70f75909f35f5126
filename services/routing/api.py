"""What routing answers over HTTP: the registry, cases, and deeds to them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field

from services.routing import batch, desk, store, views
from services.routing.batch import BatchResult
from services.routing.domain.deeds import Acknowledge, Answer, Assign, Close, Deed
from services.routing.domain.registry import Registry, contradictions
from shared.errors import Unacceptable
from shared.events.base import SLUG_PATTERN
from shared.web.answers import answers
from shared.web.deps import Db, Now, Sibling, Staff

router = APIRouter(tags=["cases"])
staff = APIRouter(dependencies=[Staff])

PAGE_LIMIT = 200
CONTRADICTIONS_SHOWN = 5
REFUSALS = answers(404, 409)
"""Of every deed to a case."""

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
    database: Db,
    state: Annotated[str | None, Query(pattern="^(unroutable|assigned|closed)$")] = None,
    agency: Slug | None = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = 50,
) -> list[views.CaseView]:
    """Cases in the order of opening; `after` is the last id of the page before."""
    async with database.reading() as connection:
        rows = await store.cases(connection, state=state, agency=agency, after=after, limit=limit)
    return [views.case_view(row) for row in rows]


@staff.get("/unroutable")
async def list_unroutable(database: Db) -> views.Unroutable:
    """What no rule could place: someone must."""
    async with database.reading() as connection:
        waiting, oldest = await store.unroutable(connection, PAGE_LIMIT)
    return views.Unroutable(waiting=waiting, oldest=[views.case_view(row) for row in oldest])


async def _shown(database: Db, case_id: UUID, request: Request) -> views.FullCaseView:
    async with database.reading() as connection:
        found = await store.full_case(connection, case_id)
    if found is None:
        raise desk.no_such_case()
    request.state.complaint_id = str(found[0].complaint_id)
    return views.full_case_view(*found)


@staff.get("/cases/{case_id}", responses=answers(404))
async def show_case(case_id: UUID, database: Db, request: Request) -> views.FullCaseView:
    """One case with its requests and the reasons of its assignment."""
    return await _shown(database, case_id, request)


async def _do(database: Db, case_id: UUID, deed: Deed, request: Request) -> views.FullCaseView:
    await desk.do(database, request.app.state.clock, case_id, deed)
    return await _shown(database, case_id, request)


@staff.post("/cases/{case_id}/assignment", status_code=201, responses=REFUSALS)
async def assign(case_id: UUID, deed: Assign, database: Db, request: Request) -> views.FullCaseView:
    """Place a case that no rule could place."""
    return await _do(database, case_id, deed, request)


@staff.post("/cases/{case_id}/acknowledgement", status_code=201, responses=REFUSALS)
async def acknowledge(
    case_id: UUID, deed: Acknowledge, database: Db, request: Request
) -> views.FullCaseView:
    """Note that the focal point has seen the request."""
    return await _do(database, case_id, deed, request)


@staff.post("/cases/{case_id}/answer", status_code=201, responses=REFUSALS)
async def answer(case_id: UUID, deed: Answer, database: Db, request: Request) -> views.FullCaseView:
    """Note the agency's answer."""
    return await _do(database, case_id, deed, request)


@staff.post("/cases/{case_id}/closure", status_code=201, responses=REFUSALS)
async def close(case_id: UUID, deed: Close, database: Db, request: Request) -> views.FullCaseView:
    """Close the case with reason, method and whether it was substantiated."""
    return await _do(database, case_id, deed, request)


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


router.include_router(staff)
