"""What endpoints ask for: the database, the moment, and proof of who is calling."""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shared.access.person import Person
from shared.access.table import Right, scope_of
from shared.access.tokens import KEY_FILE, BadToken, verify
from shared.db.database import Database
from shared.log import log

_bearer = HTTPBearer(auto_error=False, description="A token that says who is asking.")
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


async def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def _now(request: Request) -> datetime:
    moment: datetime = request.app.state.clock()
    return moment


def _unproven(detail: str) -> HTTPException:
    return HTTPException(401, detail, {"WWW-Authenticate": "Bearer"})


async def _sibling(request: Request, given: Bearer) -> None:
    expected: str = request.app.state.settings.secret("service.token")
    if given is None:
        raise _unproven("A bearer token is required.")
    if not secrets.compare_digest(given.credentials.encode(), expected.encode()):
        raise HTTPException(403, "This token does not open this door.")


def _asker(request: Request, given: Bearer, now: datetime) -> Person:
    if given is None:
        raise _unproven("A bearer token is required.")
    try:
        return verify(given.credentials, request.app.state.settings.secret(KEY_FILE), now)
    except BadToken as bad:
        log.info("token refused", why=str(bad))
        raise _unproven("This token is broken, over, or not for us.") from bad


Db = Annotated[Database, Depends(_database)]
Now = Annotated[datetime, Depends(_now)]
Sibling = Depends(_sibling)
"""Another service of the product."""


class May:
    """Lets in whoever has the right, and hands the endpoint the person with the right's scope.

    An endpoint asks for it as `person: Annotated[Person, Depends(May("case.close"))]`.

    Without a valid token 401, without the right 403. What lies beyond the scope is for the
    endpoint to refuse with 404: only it knows whose things are.
    """

    def __init__(self, right: Right) -> None:
        self.right = right

    async def __call__(self, request: Request, given: Bearer, now: Now) -> Person:
        person = _asker(request, given, now)
        scope = scope_of(person.role, self.right)
        if scope is None:
            raise HTTPException(403, "This role may not do that.")
        return replace(person, scope=scope)
