"""How to reach reporters, for notifications alone."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from services.intake import store
from shared.web.deps import Db, Sibling

router = APIRouter(tags=["complaints"])

CONTACTS_LIMIT = 500


class Contact(BaseModel):
    """How to write to one reporter; read by notifications at the moment of sending."""

    complaint_id: UUID
    tracking_code: str
    name: str
    email: str


class ContactsAsked(BaseModel):
    complaint_ids: Annotated[list[UUID], Field(max_length=CONTACTS_LIMIT)]


@router.post("/contacts", dependencies=[Sibling])
async def contacts(asked: ContactsAsked, request: Request, database: Db) -> list[Contact]:
    """How to reach the reporters of some complaints, for notifications alone."""
    async with database.reading() as connection:
        found: list[dict[str, Any]] = await store.contacts(
            connection, asked.complaint_ids, request.app.state.seals
        )
    return [Contact.model_validate(one) for one in found]
