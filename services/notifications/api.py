"""What notifications answers over HTTP: what was sent, what waits, what failed."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from services.notifications import store
from services.notifications.domain.draft import State
from shared.access.person import Person
from shared.events.intake import Language
from shared.events.notifications import Recipient, Template
from shared.web.deps import Db, May

router = APIRouter(tags=["messages"])


class MessageView(BaseModel):
    """One message and its fate; whom it reached by name only intake and routing know."""

    model_config = ConfigDict(from_attributes=True)

    message_id: UUID
    event_id: UUID
    complaint_id: UUID | None
    case_id: UUID | None
    recipient: Recipient
    recipient_id: str
    channel: str
    template: Template
    language: Language
    state: State
    attempts: int
    next_try_at: datetime
    started_at: datetime | None
    maybe_twice: bool
    why: str | None
    created_at: datetime
    ended_at: datetime | None


class Counts(BaseModel):
    waiting: int = 0
    sent: int = 0
    skipped: int = Field(0, description="Nobody bears the role; whoever stands in was told.")
    failed: int = 0


class Summary(BaseModel):
    """All messages, counted."""

    states: Counts
    templates: dict[Template, Counts]
    maybe_twice: int = Field(description="Messages of which two copies may have arrived.")
    oldest_waiting: datetime | None = Field(description="When the oldest waiting one was caused.")


@router.get("/messages")
async def list_messages(
    complaint_id: Annotated[UUID, Query()],
    request: Request,
    database: Db,
    person: Annotated[Person, Depends(May("message.read"))],
) -> list[MessageView]:
    """Every message about one complaint; of another office's complaint, none."""
    request.state.complaint_id = str(complaint_id)
    async with database.reading() as connection:
        rows = await store.messages_of(connection, complaint_id)
    return [
        MessageView.model_validate(row)
        for row in rows
        if person.sees_office(orjson.loads(row.facts).get("office"))
    ]


@router.get("/messages/summary", dependencies=[Depends(May("message.count"))])
async def summarise(database: Db) -> Summary:
    """How many messages were sent, wait or failed, by template."""
    async with database.reading() as connection:
        counted = await store.counts(connection)
        _, oldest = await store.waiting(connection)
    states = Counts()
    templates: dict[Template, Counts] = {}
    for row in counted:
        for counts in (states, templates.setdefault(row.template, Counts())):
            setattr(counts, row.state, getattr(counts, row.state) + row.messages)
    return Summary(
        states=states,
        templates=templates,
        maybe_twice=sum(row.maybe_twice for row in counted),
        oldest_waiting=oldest,
    )
