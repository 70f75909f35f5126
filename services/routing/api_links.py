"""Links for letters: notifications asks for them at the moment of sending, and keeps none."""

import secrets
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from services.routing import store
from services.routing.domain.link import RANDOM, Link, expiry, seal
from services.routing.settings import RoutingSettings
from shared.events.base import SLUG_PATTERN
from shared.web.deps import Db, Now, Sibling

router = APIRouter(tags=["links"])

LINKS_LIMIT = 500


class LinkAsked(BaseModel):
    """A letter about a request, to one officer."""

    model_config = ConfigDict(extra="forbid")

    request_id: UUID
    recipient_id: Annotated[str, Field(pattern=SLUG_PATTERN, description="An appointment.")]


class LinksAsked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    asked: Annotated[list[LinkAsked], Field(max_length=LINKS_LIMIT)]


class MintedLink(BaseModel):
    """The door to one request, for the officer who has it."""

    request_id: UUID
    recipient_id: str
    url: str


@router.post("/links", dependencies=[Sibling])
async def mint_links(
    told: LinksAsked, request: Request, database: Db, now: Now
) -> list[MintedLink]:
    """A link for each letter to an officer who has the request; for all others there is none."""
    settings: RoutingSettings = request.app.state.settings
    door = f"{settings.public_url.rstrip('/')}/links/"
    key = settings.secret("links.key").encode()
    async with database.reading() as connection:
        rows = await store.requests_at(connection, {one.request_id for one in told.asked})
    held = {(row.request_id, row.focal_point_id): row.answer_due_at for row in rows}
    return [
        MintedLink(
            request_id=one.request_id,
            recipient_id=one.recipient_id,
            url=door + _token(one, due_at, settings, now, key),
        )
        for one in told.asked
        if (due_at := held.get((one.request_id, one.recipient_id)))
    ]


def _token(
    one: LinkAsked, due_at: datetime, settings: RoutingSettings, now: datetime, key: bytes
) -> str:
    until = expiry(due_at, now, settings.link_days)
    return seal(Link(one.request_id, one.recipient_id, until), key, secrets.token_bytes(RANDOM))
