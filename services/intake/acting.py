"""Somebody of the staff at a complaint: who acts, on what they saw, and what they see then."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request
from starlette.responses import Response

from services.intake import desk, store, views
from services.intake.desk import Desk, Order
from services.intake.domain.deeds import Deed
from services.intake.domain.tracking import no_such_complaint

Actor = Annotated[
    str,
    Header(
        alias="X-Staff",
        pattern=r"^[a-z0-9][a-z0-9._@-]{0,79}$",
        description="Who acts, for the history; until staff sign in, they say so themselves.",
    ),
]
Match = Annotated[
    str | None,
    Header(
        alias="If-Match",
        pattern=r'^"[0-9]{1,9}"$',
        description="The ETag of what was seen; 412 if it has changed meanwhile.",
    ),
]


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody of the staff at a complaint, as they last saw it."""

    complaint_id: UUID
    actor: str
    version: int | None
    request: Request
    response: Response

    async def does(self, deed: Deed) -> views.FullComplaintView:
        """Do a deed, and show what has become of the complaint. Raises the refusal."""
        order = Order(self.complaint_id, deed, self.actor, self.version)
        await desk.do(Desk.of(self.request.app), order)
        return await shown(self.complaint_id, self.request, self.response)


def _hand(
    complaint_id: UUID,
    request: Request,
    response: Response,
    actor: Actor = "staff",
    seen: Match = None,
) -> Hand:
    version = int(seen.strip('"')) if seen else None
    return Hand(complaint_id, actor, version, request, response)


Acting = Annotated[Hand, Depends(_hand)]


async def shown(
    complaint_id: UUID, request: Request, response: Response
) -> views.FullComplaintView:
    """A complaint as staff see it, and its ETag. Raises `NotFound`."""
    async with request.app.state.database.reading() as connection:
        row = await store.one(connection, complaint_id)
        if row is None:
            raise no_such_complaint()
        history = await store.deeds_of(connection, complaint_id)
    request.state.complaint_id = str(complaint_id)
    view = views.full_complaint_view(row, history)
    response.headers["ETag"] = f'"{view.version}"'
    return view
