"""What every deed over HTTP has in common: the version that its doer has seen, and the answer."""

import re
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request, Response

from services.routing import desk, store, views
from services.routing.desk import Order
from services.routing.domain.deeds import Deed
from shared.db.database import Database
from shared.errors import Unacceptable
from shared.web.answers import answers
from shared.web.deps import Db

REFUSALS = answers(404, 409, 412)
"""Of every deed to a case."""

ETAG = re.compile(r'^(?:W/)?"(\d{1,9})"$')

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The ETag of the case as it was read: if it has changed since, 412.",
    ),
]


def read_version(told: str | None) -> int | None:
    """Raises `Unacceptable` for what is no ETag of ours."""
    if told is None or told.strip() == "*":
        return None
    match = ETAG.match(told.strip())
    if match is None:
        raise Unacceptable("If-Match is no version of a case.")
    return int(match[1])


async def shown(
    database: Database, case_id: UUID, request: Request, response: Response
) -> views.FullCaseView:
    """A case as it is now, its version as the ETag."""
    async with database.reading() as connection:
        found = await store.full_case(connection, case_id)
        if found is None:
            raise desk.no_such_case()
        row, requests, actions = found
        ids = [one.request_id for one in requests] + [one.action_id for one in actions]
        clocks = await store.deadlines_of(connection, ids)
    request.state.complaint_id = str(row.complaint_id)
    response.headers["ETag"] = f'"{row.version}"'
    return views.full_case_view(row, requests, actions, clocks)


class Doing:
    """What every deed over HTTP needs beside its words."""

    def __init__(
        self, database: Db, request: Request, response: Response, if_match: IfMatch = None
    ) -> None:
        self.database = database
        self.request = request
        self.response = response
        self.version = read_version(if_match)

    async def do(self, case_id: UUID, deed: Deed) -> views.FullCaseView:
        order = Order(deed, case_id=case_id, version=self.version)
        await desk.do(self.database, self.request.app.state.clock, order)
        return await shown(self.database, case_id, self.request, self.response)


Do = Annotated[Doing, Depends()]
