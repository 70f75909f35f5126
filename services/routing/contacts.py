"""Answers at the moment of sending whom a letter is for; nothing of it is kept by who asks."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from services.routing import store
from services.routing.domain import bearers
from services.routing.domain.officers import Recipient
from services.routing.domain.records import Slug, Strict
from shared.db.database import Database
from shared.web.deps import Db, Now, Sibling

router = APIRouter(dependencies=[Sibling])


class Contact(BaseModel):
    """How to write to one focal point; read by notifications at the moment of sending."""

    appointment_id: str
    name: str
    email: str
    agency_name: str


class ContactsAsked(BaseModel):
    appointments: Annotated[list[Slug], Field(max_length=500)]


class BearerAsked(Strict):
    """A role of the ladder; without an agency, whoever bears it for the whole office."""

    office: Slug
    agency: Slug | None = None
    recipient: Recipient


class BearersAsked(BaseModel):
    asked: Annotated[list[BearerAsked], Field(max_length=500)]


class BearerContact(BaseModel):
    """How to write to one person who bears a role; several may bear one."""

    office: str
    agency: str | None
    recipient: Recipient
    bearer_id: str = Field(description="An appointment id of a focal point.")
    name: str
    email: str
    agency_name: str = Field(description="Of the agency asked about; else the office's name.")


@router.post("/focal-points/contacts")
async def contacts(asked: ContactsAsked, database: Db) -> list[Contact]:
    """How to reach some focal points, for notifications alone."""
    async with database.reading() as connection:
        found = await store.contacts(connection, asked.appointments)
    return [Contact.model_validate(one) for one in found]


@router.post("/bearers/contacts")
async def bearer_contacts(asked: BearersAsked, database: Db, now: Now) -> list[BearerContact]:
    """Who bears roles of the ladder today, and how to reach them, for notifications alone."""
    found: list[BearerContact] = []
    for one in dict.fromkeys(asked.asked):
        found += await _bearing(one, database, now)
    return found


async def _bearing(asked: BearerAsked, database: Database, now: datetime) -> list[BearerContact]:
    async with database.reading() as connection:
        directory = await store.directory_at(connection, asked.office, now)
    if directory is None:
        return []
    day = now.astimezone(directory.zone).date()
    name = bearers.called(directory, asked.agency)
    return [
        BearerContact(
            **dict(asked),
            bearer_id=person.bearer_id,
            name=person.name,
            email=person.email,
            agency_name=name,
        )
        for person in bearers.told(directory, asked.agency, asked.recipient, day)
    ]
