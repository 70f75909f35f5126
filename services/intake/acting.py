"""Somebody of the staff at a complaint: who acts, on what they saw, and what they see then."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request
from starlette.responses import Response

from services.intake import desk, store, views
from services.intake.desk import Desk, Order
from services.intake.domain.deeds import Deed
from services.intake.domain.tracking import no_such_complaint
from shared.access.person import Person
from shared.access.table import Right
from shared.web.deps import May

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
    person: Person
    version: int | None
    request: Request
    response: Response

    async def does(self, deed: Deed) -> views.FullComplaintView:
        """Do a deed, and show what has become of the complaint. Raises the refusal."""
        order = Order.of(self.complaint_id, deed, self.person, self.version)
        await desk.do(Desk.of(self.request.app), order)
        return await shown(self.complaint_id, self.person, self.request, self.response)


def _hand(right: Right) -> Callable[..., Awaitable[Hand]]:
    """Who may act by a right, at the complaint of the address."""

    async def hold(
        complaint_id: UUID,
        request: Request,
        response: Response,
        *,
        person: Annotated[Person, Depends(May(right))],
        seen: Match = None,
    ) -> Hand:
        return Hand(complaint_id, person, _version(seen), request, response)

    return hold


def _version(seen: str | None) -> int | None:
    return int(seen.strip('"')) if seen else None


Verifying = Annotated[Hand, Depends(_hand("complaint.verify"))]
Erasing = Annotated[Hand, Depends(_hand("complaint.erase"))]
Joining = Annotated[Hand, Depends(_hand("incident.open"))]
Deciding = Annotated[Hand, Depends(_hand("complaint.decide"))]


async def shown(
    complaint_id: UUID, person: Person, request: Request, response: Response
) -> views.FullComplaintView:
    """A complaint as staff see it, and its ETag. Raises `NotFound`, too for another office's."""
    async with request.app.state.database.reading() as connection:
        row = await store.one(connection, complaint_id)
        if row is None or not person.sees_office(row.office):
            raise no_such_complaint()
        history = await store.deeds_of(connection, complaint_id)
    request.state.complaint_id = str(complaint_id)
    view = views.full_complaint_view(row, history, request.app.state.rules)
    response.headers["ETag"] = f'"{view.version}"'
    return view
