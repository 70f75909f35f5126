"""What endpoints ask for: the database, the moment, and proof of who is calling."""

import secrets
from datetime import datetime
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shared.db.database import Database

_bearer = HTTPBearer(auto_error=False, description="A token made by `narahubung init`.")
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


def _now(request: Request) -> datetime:
    moment: datetime = request.app.state.clock()
    return moment


def _require(request: Request, given: HTTPAuthorizationCredentials | None, name: str) -> None:
    expected: str = request.app.state.settings.secret(name)
    if given is None:
        raise HTTPException(401, "A bearer token is required.", {"WWW-Authenticate": "Bearer"})
    if not secrets.compare_digest(given.credentials.encode(), expected.encode()):
        raise HTTPException(403, "This token does not open this door.")


def _staff(request: Request, given: Bearer) -> None:
    _require(request, given, "staff.token")


def _sibling(request: Request, given: Bearer) -> None:
    _require(request, given, "service.token")


Db = Annotated[Database, Depends(_database)]
Now = Annotated[datetime, Depends(_now)]
Staff = Depends(_staff)
"""The office's own people, until roles and sign-in come."""
Sibling = Depends(_sibling)
"""Another service of the product."""
