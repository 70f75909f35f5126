"""Who is looking: by a bearer token, or by one that a browser keeps after signing in."""

from dataclasses import replace
from datetime import datetime

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from shared.access.person import Person
from shared.access.table import scope_of
from shared.access.tokens import KEY_FILE, BadToken, verify
from shared.web.deps import Bearer, Now

COOKIE = "narahubung"
SCHEME = "bearer "


def asker(request: Request, now: datetime) -> Person | None:
    """The person with the scope of reading statistics; None for the public.

    A bearer token that proves nothing is refused (401); a cookie is sent by itself and grows old,
    so whoever has an old one is of the public again.
    """
    told = request.headers.get("authorization", "")
    if told.lower().startswith(SCHEME):
        person = proven(request, told[len(SCHEME) :].strip(), now)
        if person is None:
            raise HTTPException(401, "This token does not open the figures of staff.")
        return person
    return proven(request, request.cookies.get(COOKIE, ""), now)


def proven(request: Request, token: str, now: datetime) -> Person | None:
    """Who the token proves somebody to be, if they may read statistics."""
    if not token:
        return None
    try:
        person = verify(token, request.app.state.settings.secret(KEY_FILE), now)
    except BadToken:
        return None
    scope = scope_of(person.role, "statistics.read")
    return replace(person, scope=scope) if scope else None


async def staff(request: Request, now: Now, _: Bearer) -> Person:
    """For endpoints that the public has not; the bearer is read where the cookie is, too."""
    person = asker(request, now)
    if person is None:
        raise HTTPException(401, "Sign in, or send a bearer token.", {"WWW-Authenticate": "Bearer"})
    return person


def own_office(person: Person | None) -> str | None:
    """The office that somebody sees who has not chosen one."""
    return person.only_office if person and person.scope == "own-office" else None


def own_agency(person: Person | None) -> str | None:
    """The agency that somebody of an agency sees who has not chosen one."""
    return person.agency if person and person.is_of_agency else None


def sees_all(person: Person | None, office: str | None, agency: str | None = None) -> bool:
    """Whether nothing of these figures is hidden from the person."""
    if person is None:
        return False
    if person.is_of_agency:
        return agency is not None and agency == person.agency
    return person.sees_office(office)


def keep(answer: Response, token: str) -> None:
    """Leave the token with the browser, for this site alone and out of reach of any script.

    Without an end of its own: it goes with the browser, and the token ends by itself.
    """
    answer.set_cookie(COOKIE, token, path="/", secure=True, httponly=True, samesite="strict")


def forget(answer: Response) -> None:
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="strict")
