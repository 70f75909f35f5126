"""Mass incidents over HTTP: one cause, many complainants, one answer to all of them."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from services.intake import store, views
from services.intake.acting import Joining, shown
from services.intake.desk import Desk, Order, do_all
from services.intake.domain.deeds import Join
from services.intake.domain.incident import IncidentForm, LikenessForm, may_belong
from services.intake.joining import Pair, join_alike
from shared.access.person import Person
from shared.errors import NotFound
from shared.ids import new_id
from shared.web.answers import answers
from shared.web.deps import Db, May, Now

router = APIRouter()

Reader = Annotated[Person, Depends(May("incident.read"))]
Opener = Annotated[Person, Depends(May("incident.open"))]

PAGE_LIMIT = 200
LOT_LIMIT = 500


class Lot(BaseModel):
    """Complaints that staff found to be about one cause."""

    model_config = ConfigDict(extra="forbid")

    complaint_ids: Annotated[list[UUID], Field(min_length=1, max_length=LOT_LIMIT)]


class Joined(BaseModel):
    """What became of one complaint of a lot."""

    complaint_id: UUID
    result: Literal["joined", "refused"]
    code: str | None = None
    detail: str | None = None


class IncidentComplaints(BaseModel):
    """Which complaints are part of an incident, and which staff should look at."""

    joined: list[UUID]
    candidates: list[UUID] = Field(description="Open, alike and not part of any, oldest first.")


@router.post("/staff/incidents", status_code=201, responses=answers(404))
async def open_incident(
    form: IncidentForm, request: Request, database: Db, now: Now, person: Opener
) -> views.IncidentView:
    """Say that many complaints have one cause."""
    incident_id = new_id()
    office = form.office or person.only_office or request.app.state.settings.office
    if not person.sees_office(office):
        raise NotFound("There is no such office.")
    actor = person.signature
    async with database.transaction(now) as tx:
        store.add_incident(tx, incident_id, form, office=office, actor=actor)
    told = form.model_dump() | {"office": office, "actor": actor, "recorded_at": now}
    return views.IncidentView(incident_id=incident_id, complaints=0, **told)


@router.get("/staff/incidents")
async def list_incidents(
    database: Db, person: Reader, limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = 50
) -> list[views.IncidentView]:
    """The newest first, each with the number of its complaints."""
    async with database.reading() as connection:
        rows = await store.incidents(connection, person.only_office, limit)
    return [views.IncidentView.model_validate(row, from_attributes=True) for row in rows]


@router.get("/staff/incidents/{incident_id}/complaints", responses=answers(404))
async def list_complaints(
    incident_id: UUID, request: Request, database: Db, person: Reader
) -> IncidentComplaints:
    """What is part of the incident, and what may be: same agency, sector and place, since then."""
    rules = request.app.state.rules
    async with database.reading() as connection:
        incident = await store.incident(connection, incident_id)
        if incident is None or not person.sees_office(incident.office):
            raise NotFound("There is no such incident.")
        joined = await store.joined(connection, incident_id)
        open_ones = await store.not_joined(connection, incident.office, incident.agency)
    form = IncidentForm.model_validate(
        {name: getattr(incident, name) for name in IncidentForm.model_fields}
    )
    candidates = [
        row.complaint_id
        for row in open_ones
        if may_belong(
            form,
            substance=row.substance,
            region=row.region,
            day=row.event_date or rules.day_of(row.registered_at, row.office),
        )
    ]
    return IncidentComplaints(joined=list(joined), candidates=candidates)


@router.post(
    "/staff/complaints/{complaint_id}/candidates/{other_id}/joining",
    status_code=201,
    responses=answers(404, 409, 412),
)
async def join_candidate(
    other_id: UUID, form: LikenessForm, acting: Joining
) -> views.FullComplaintView:
    """It is about the same as another: it joins the incident of that, or both join a new one."""
    pair = Pair(acting.complaint_id, other_id, acting.person, acting.version, form.title)
    await join_alike(Desk.of(acting.request.app), pair)
    return await shown(acting.complaint_id, acting.person, acting.request, acting.response)


@router.post("/staff/incidents/{incident_id}/complaints", status_code=201, responses=answers(404))
async def join_lot(
    incident_id: UUID, lot: Lot, request: Request, database: Db, person: Opener
) -> list[Joined]:
    """Make many complaints part of it in one commit; each is answered for itself."""
    async with database.reading() as connection:
        incident = await store.incident(connection, incident_id)
        if incident is None or not person.sees_office(incident.office):
            raise NotFound("There is no such incident.")
    ids = list(dict.fromkeys(lot.complaint_ids))
    orders = [Order.of(one, Join(incident=incident_id), person) for one in ids]
    refusals = await do_all(Desk.of(request.app), orders)
    return [
        Joined(complaint_id=one, result="joined")
        if refusal is None
        else Joined(complaint_id=one, result="refused", code=refusal.code, detail=refusal.detail)
        for one, refusal in zip(ids, refusals, strict=True)
    ]
