"""What every deed over HTTP has in common: the version that its doer has seen, and the answer."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request, Response

from services.routing import borders, desk, store, views
from services.routing.desk import Order
from services.routing.domain.deeds import Deed
from services.routing.domain.versions import Seen
from services.routing.reaching import Asker, asking
from shared.access.table import Right
from shared.db.database import Database
from shared.errors import NotFound, Unacceptable
from shared.web.answers import answers
from shared.web.deps import Db

REFUSALS = answers(404, 409, 412)
"""Of every deed to a case."""

ETAG = re.compile(r'^(?:W/)?"(\d{1,9})"$')

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The ETag of what was read: if it has changed since, 412.",
    ),
]


def read_version(told: str | None) -> Seen:
    """Raises `Unacceptable` for what is no ETag of ours."""
    if told is None:
        return None
    if told.strip() == "*":
        return "any"
    match = ETAG.match(told.strip())
    if match is None:
        raise Unacceptable("If-Match is no version of ours.")
    return int(match[1])


async def shown(
    database: Database, case_id: UUID, asker: Asker, request: Request, response: Response
) -> views.FullCaseView:
    """A case as it is now, its version as the ETag. Raises `NotFound`, too for a foreign one."""
    async with database.reading() as connection:
        found = await store.full_case(connection, case_id)
        if found is None:
            raise desk.no_such_case()
        row, requests, actions = found
        if not asker.reach.sees(row.office, row.agency):
            raise desk.no_such_case()
        ids = [one.request_id for one in requests] + [one.action_id for one in actions]
        clocks = await store.deadlines_of(connection, ids)
    request.state.complaint_id = str(row.complaint_id)
    response.headers["ETag"] = f'"{row.version}"'
    return borders.case(views.full_case_view(row, requests, actions, clocks), asker.reach)


@dataclass(frozen=True, slots=True)
class Doing:
    """What every deed over HTTP needs beside its words."""

    database: Database
    request: Request
    response: Response
    asker: Asker
    version: Seen

    async def do(self, case_id: UUID, deed: Deed) -> views.FullCaseView:
        await self._act(case_id, deed)
        return await shown(self.database, case_id, self.asker, self.request, self.response)

    async def do_away(self, case_id: UUID, deed: Deed) -> views.FullCaseView | None:
        """As `do`, for a deed after which the case may be out of the doer's sight: then None."""
        await self._act(case_id, deed)
        try:
            return await shown(self.database, case_id, self.asker, self.request, self.response)
        except NotFound:
            return None

    async def _act(self, case_id: UUID, deed: Deed) -> None:
        order = ordered(deed, self.asker, case_id=case_id, version=self.version)
        await desk.do(self.database, self.request.app.state.clock, order)


def ordered(
    deed: Deed,
    asker: Asker,
    *,
    case_id: UUID | None = None,
    complaint_id: UUID | None = None,
    version: Seen = None,
) -> Order:
    """What somebody wants done. Raises `Unacceptable`.

    Only the office says that something happened earlier: an agency would answer in time whenever
    it answers.
    """
    if deed.at is not None and asker.reach.is_of_agency:
        raise Unacceptable("Only the office says when it happened; leave `at` out.")
    return Order(
        deed,
        asker.actor,
        complaint_id=complaint_id,
        case_id=case_id,
        version=version,
        reach=asker.reach,
    )


def _doing(right: Right) -> Callable[..., Awaitable[Doing]]:
    async def ready(
        asker: Annotated[Asker, Depends(asking(right))],
        database: Db,
        request: Request,
        response: Response,
        if_match: IfMatch = None,
    ) -> Doing:
        return Doing(database, request, response, asker, read_version(if_match))

    return ready


Answering = Annotated[Doing, Depends(_doing("case.answer"))]
Asking = Annotated[Doing, Depends(_doing("case.ask"))]
Placing = Annotated[Doing, Depends(_doing("case.place"))]
Closing = Annotated[Doing, Depends(_doing("case.close"))]
Reopening = Annotated[Doing, Depends(_doing("case.reopen"))]
