"""What intake answers over HTTP: filing, following, and the desk's batches."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, Field, ValidationError
from starlette.responses import Response

from services.intake import domain, store
from services.intake.domain import ComplaintForm
from services.intake.keys import KeyHeader, key_of
from services.intake.registrar import Asked, digest
from services.intake.store import Known
from shared.errors import Refused
from shared.json import to_json
from shared.web import problems
from shared.web.answers import answers
from shared.web.deps import Db, Sibling

router = APIRouter(tags=["complaints"])

CONTACTS_LIMIT = 500


class Receipt(BaseModel):
    """Proof that a complaint was taken in; the code is the key to its progress."""

    complaint_id: UUID
    tracking_code: str
    state: Literal["accepted", "finished"]
    registered_at: datetime


class Step(BaseModel):
    """One step of a complaint's way."""

    step: str
    happened_at: datetime
    agency: str | None = None
    answer_due_at: datetime | None = None


class Progress(BaseModel):
    """How far a complaint has come: nothing in it says who complained or what about."""

    tracking_code: str
    access_type: str
    substance: str
    registered_at: datetime
    state: str
    steps: list[Step]


class Contact(BaseModel):
    """How to write to one reporter; read by notifications at the moment of sending."""

    complaint_id: UUID
    tracking_code: str
    name: str
    email: str


class ContactsAsked(BaseModel):
    complaint_ids: Annotated[list[UUID], Field(max_length=CONTACTS_LIMIT)]


def receipt(known: Known) -> bytes:
    """The answer to a filing, the same bytes each time that it is asked again."""
    return to_json(
        {
            "complaint_id": known.complaint_id,
            "tracking_code": known.tracking_code,
            "state": known.state,
            "registered_at": known.registered_at,
        }
    )


async def file_complaint(request: Request) -> Response:
    """The one hot endpoint: without the framework's layers it costs a third of a typed one."""
    body = await request.body()
    try:
        key = key_of(request)
        form = ComplaintForm.model_validate_json(body)
        known = await request.app.state.registrar.ask(Asked(form, key, digest(body)))
    except ValidationError as error:
        return problems.invalid(error)
    except Refused as refusal:
        return problems.refused(refusal)
    request.state.complaint_id = str(known.complaint_id)
    return Response(receipt(known), 201, media_type="application/json")


@router.post("/complaints", status_code=201, response_description="It is durably stored.")
async def complaint(form: ComplaintForm, idempotency_key: KeyHeader = None) -> Receipt:
    """File a complaint. Another body under a known key is refused with 422."""
    raise RuntimeError("This is for the document; `file_complaint` is reached before routing.")


@router.get("/complaints/{tracking_code}", responses=answers(404))
async def follow_complaint(
    tracking_code: Annotated[str, Path(max_length=60)], request: Request, database: Db
) -> Progress:
    """How far the complaint behind a tracking code has come."""
    code = domain.read_tracking_code(tracking_code)
    async with database.reading() as connection:
        row = await store.by_tracking_code(connection, code)
        if row is None:
            raise domain.no_such_complaint()
        steps = await store.progress_of(connection, row.complaint_id)
    request.state.complaint_id = str(row.complaint_id)
    return Progress(
        tracking_code=code,
        access_type=row.access_type,
        substance=row.substance,
        registered_at=row.registered_at,
        state="closed" if any(step.step == "closed" for step in steps) else row.state,
        steps=[Step.model_validate(step, from_attributes=True) for step in steps],
    )


@router.post("/contacts", dependencies=[Sibling])
async def contacts(asked: ContactsAsked, request: Request, database: Db) -> list[Contact]:
    """How to reach the reporters of some complaints, for notifications alone."""
    async with database.reading() as connection:
        found: list[dict[str, Any]] = await store.contacts(
            connection, asked.complaint_ids, request.app.state.seals
        )
    return [Contact.model_validate(one) for one in found]
