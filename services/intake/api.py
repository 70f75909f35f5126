"""What intake answers over HTTP: filing, following, and the desk's batches."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, Field, ValidationError
from starlette.responses import Response

from services.intake import desk, domain, rating, store, way
from services.intake.desk import Desk, Order
from services.intake.domain import PublicForm
from services.intake.domain.dates import Warned, is_too_old
from services.intake.domain.deeds import Deed, Withdraw
from services.intake.domain.handing_in import HandIn, handed_in
from services.intake.domain.rating import Rating
from services.intake.keys import KeyHeader, key_of
from services.intake.registrar import Asked, digest
from services.intake.store import Known
from shared.errors import Refused
from shared.events.intake import FormalCode
from shared.json import to_json
from shared.web import problems
from shared.web.answers import answers
from shared.web.deps import Db

router = APIRouter(tags=["complaints"])


class Receipt(BaseModel):
    """Proof that a complaint was taken in; the code is the key to its progress."""

    complaint_id: UUID
    tracking_code: str
    state: Literal["accepted", "finished", "registered"]
    registered_at: datetime
    warnings: list[Warned] = Field([], description="What is doubtful; only if something is.")


class Step(BaseModel):
    """One step of a complaint's way."""

    step: str
    happened_at: datetime
    agency: str | None = None
    answer_due_at: datetime | None = None
    due_at: datetime | None = Field(None, description="Until when the reporter has time.")
    missing: list[FormalCode] = Field([], description="What the reporter is asked for.")
    reason: str | None = None
    detail: str | None = Field(None, description="Why it was closed; how high a delay has risen.")


class Progress(BaseModel):
    """How far a complaint has come: nothing in it says who complained or what about."""

    tracking_code: str
    access_type: str
    substance: str
    registered_at: datetime
    state: str
    steps: list[Step]
    may_be_withdrawn: bool
    may_be_rated: bool = Field(description="Its case is closed, and nobody has rated that yet.")


def receipt(known: Known, day: date) -> bytes:
    """The answer to a filing, the same bytes each time that it is asked again."""
    answer: dict[str, Any] = {
        "complaint_id": known.complaint_id,
        "tracking_code": known.tracking_code,
        "state": known.state,
        "registered_at": known.registered_at,
    }
    if is_too_old(known.event_date, day):
        answer["warnings"] = ["older-than-two-years"]
    return to_json(answer)


async def file_complaint(request: Request) -> Response:
    """The one hot endpoint: without the framework's layers it costs a third of a typed one."""
    body = await request.body()
    try:
        key = key_of(request)
        form = PublicForm.model_validate_json(body)
        known = await request.app.state.registrar.ask(Asked(form, key, digest(body)))
    except ValidationError as error:
        return problems.invalid(error)
    except Refused as refusal:
        return problems.refused(refusal)
    request.state.complaint_id = str(known.complaint_id)
    office = form.office or request.app.state.settings.office
    day = request.app.state.rules.day_of(known.registered_at, office)
    return Response(receipt(known, day), 201, media_type="application/json")


@router.post("/complaints", status_code=201, response_description="It is durably stored.")
async def complaint(form: PublicForm, idempotency_key: KeyHeader = None) -> Receipt:
    """File a complaint. Another body under a known key is refused with 422."""
    raise RuntimeError("This is for the document; `file_complaint` is reached before routing.")


@router.get("/complaints/{tracking_code}", responses=answers(404))
async def follow_complaint(
    tracking_code: Annotated[str, Path(max_length=60)], request: Request, database: Db
) -> Progress:
    """How far the complaint behind a tracking code has come."""
    return await _progress(domain.read_tracking_code(tracking_code), request, database)


async def _progress(code: str, request: Request, database: Db) -> Progress:
    async with database.reading() as connection:
        row = await store.by_tracking_code(connection, code)
        if row is None:
            raise domain.no_such_complaint()
        found = await way.way_of(connection, row)
    request.state.complaint_id = str(row.complaint_id)
    return Progress(
        tracking_code=code,
        access_type=row.access_type,
        substance=row.substance,
        registered_at=row.registered_at,
        state=found.state,
        steps=[Step.model_validate(step, from_attributes=True) for step in found.steps],
        may_be_withdrawn=found.may_be_withdrawn,
        may_be_rated=found.may_be_rated,
    )


@router.post("/complaints/{tracking_code}/withdrawal", status_code=201, responses=answers(404, 409))
async def withdraw_complaint(
    tracking_code: Annotated[str, Path(max_length=60)], request: Request, database: Db
) -> Progress:
    """The reporter takes the complaint back; what has become a case is closed with K21."""
    code = domain.read_tracking_code(tracking_code)
    await withdraw(request, database, code)
    return await _progress(code, request, database)


async def withdraw(request: Request, database: Db, code: str) -> None:
    """Take back the complaint behind a code. Raises the refusal."""
    await _do(request, database, code, Withdraw())


async def _do(request: Request, database: Db, code: str, deed: Deed) -> None:
    async with database.reading() as connection:
        row = await store.by_tracking_code(connection, code)
    if row is None:
        raise domain.no_such_complaint()
    await desk.do(Desk.of(request.app), Order(row.complaint_id, deed, "reporter"))


@router.post("/complaints/{tracking_code}/completion", status_code=201, responses=answers(404, 409))
async def complete_complaint(
    tracking_code: Annotated[str, Path(max_length=60)],
    form: HandIn,
    request: Request,
    database: Db,
) -> Progress:
    """The reporter hands in what was asked for, all of it; after its time is over, 409."""
    code = domain.read_tracking_code(tracking_code)
    await _do(request, database, code, handed_in(form))
    return await _progress(code, request, database)


@router.post("/complaints/{tracking_code}/rating", status_code=201, responses=answers(404, 409))
async def rate_complaint(
    tracking_code: Annotated[str, Path(max_length=60)],
    rated: Rating,
    request: Request,
    database: Db,
) -> Progress:
    """How content the reporter is with the handling of a closed case, from 1 to 5: once."""
    code = domain.read_tracking_code(tracking_code)
    await rating.take(request, database, code, rated)
    return await _progress(code, request, database)
