"""Links for letters: notifications asks for them at the moment of sending, and keeps none."""

import secrets
from datetime import datetime
from typing import Annotated, Self, cast
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.routing import store
from services.routing.domain.link import RANDOM, Link, Opens, expiry, seal
from services.routing.settings import RoutingSettings
from shared.events.base import SLUG_PATTERN
from shared.web.deps import Db, Now, Sibling

router = APIRouter(tags=["links"])

LINKS_LIMIT = 500

Held = dict[tuple[Opens, UUID, str], datetime]
"""Until when what is to be done, by what and which it is, and by who has it."""


class LinkAsked(BaseModel):
    """A letter about a request or a corrective action, to one officer."""

    model_config = ConfigDict(extra="forbid")

    request_id: UUID | None = None
    action_id: UUID | None = None
    recipient_id: Annotated[str, Field(pattern=SLUG_PATTERN, description="An appointment.")]

    @property
    def to(self) -> tuple[Opens, UUID]:
        """What the link is to open, and which."""
        if self.request_id is not None:
            return "request", self.request_id
        return "action", cast("UUID", self.action_id)

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.request_id is None) == (self.action_id is None):
            raise ValueError("a letter is about a request or about a corrective action")
        return self


class LinksAsked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    asked: Annotated[list[LinkAsked], Field(max_length=LINKS_LIMIT)]


class MintedLink(BaseModel):
    """The door to one request or corrective action, for the officer who has it."""

    request_id: UUID | None
    action_id: UUID | None
    recipient_id: str
    url: str


@router.post("/links", dependencies=[Sibling])
async def mint_links(
    told: LinksAsked, request: Request, database: Db, now: Now
) -> list[MintedLink]:
    """A link for each letter to an officer who has what it is about; for all others none."""
    settings: RoutingSettings = request.app.state.settings
    door = f"{settings.public_url.rstrip('/')}/links/"
    key = settings.links_key
    async with database.reading() as connection:
        requests = {one.request_id for one in told.asked if one.request_id}
        actions = {one.action_id for one in told.asked if one.action_id}
        asked = await store.requests_at(connection, requests) if requests else []
        ordered = await store.actions_at(connection, actions) if actions else []
    held: Held = {}
    for row in asked:
        held["request", row.request_id, row.focal_point_id] = row.answer_due_at
    for row in ordered:
        held["action", row.action_id, row.focal_point_id] = row.due_at
    return [
        MintedLink(**dict(one), url=door + _token(one, due_at, settings, now, key))
        for one in told.asked
        if (due_at := held.get((*one.to, one.recipient_id)))
    ]


def _token(
    one: LinkAsked, due_at: datetime, settings: RoutingSettings, now: datetime, key: bytes
) -> str:
    until = expiry(due_at, now, settings.link_days)
    opens, of_id = one.to
    link = Link(of_id, one.recipient_id, until, opens)
    return seal(link, key, secrets.token_bytes(RANDOM))
