"""The pages for citizens: to complain, and from a tracking code to its page."""

import secrets

import orjson
from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from services.intake import (
    completion_pages,
    domain,
    form,
    keys,
    progress_pages,
    rating_pages,
    wording,
)
from services.intake.domain import ComplaintForm
from services.intake.form import FIELDS, Typed, Wrong
from services.intake.frame import asked_language, at, page
from services.intake.keys import KeyUsedOtherwise
from services.intake.registrar import Asked, digest
from shared.errors import Unacceptable
from shared.web import pages

router = APIRouter(include_in_schema=False)

ONCE_LIMIT = 64


@router.get("/")
async def empty_form(request: Request) -> HTMLResponse:
    """The form, and the box to follow a complaint."""
    language = asked_language(request)
    typed = {"language": language, "once": _once()}
    return page(request, "form.html", language, typed=_complete(typed), wrong={}, whole=None)


def _once() -> str:
    return secrets.token_urlsafe(16)


def _complete(typed: Typed) -> Typed:
    return dict.fromkeys(FIELDS, "") | {"substance": "lainnya"} | typed


@router.get("/form")
async def form_again() -> Response:
    """Whoever comes back to the address under which a form was sent gets an empty one."""
    return RedirectResponse("/", 303, pages.HEADERS)


@router.post("/form")
async def file_form(request: Request) -> Response:
    """Register what was typed and show the receipt under its own address, or ask again."""
    try:
        typed = form.read(await request.body())
    except ValueError:
        return _again(request, {}, {}, whole="unreadable")
    found = form.complaint(typed)
    if not isinstance(found, ComplaintForm):
        return _again(request, typed, found)
    try:
        known = await request.app.state.registrar.ask(_asked(found, typed.get("once", "")))
    except KeyUsedOtherwise:
        return _again(request, {**typed, "once": _once()}, {}, whole="sent")
    except Unacceptable:
        return _again(request, typed, {"event_date": "wrong"})
    request.state.complaint_id = str(known.complaint_id)
    language = wording.language_of(typed.get("lang"))
    address = f"/progress/{known.tracking_code}?new=1{'&lang=en' if language == 'en' else ''}"
    return RedirectResponse(address, 303, pages.HEADERS)


def _asked(found: ComplaintForm, once: str) -> Asked[ComplaintForm]:
    """The form's own key makes a second click the same complaint."""
    if not (0 < len(once) <= ONCE_LIMIT and once.isascii() and once.isprintable()):
        return Asked(found)
    return Asked(found, keys.of_form(once), digest(orjson.dumps(found.model_dump())))


def _again(request: Request, typed: Typed, wrong: Wrong, whole: str | None = None) -> HTMLResponse:
    """The form once more, with what was typed and a sentence for each field that is wrong."""
    language = wording.language_of(typed.get("lang"))
    shown = _complete({"once": _once(), "language": language, **typed})
    ordered = {name: wrong[name] for name in FIELDS if name in wrong}
    return page(request, "form.html", language, 422, typed=shown, wrong=ordered, whole=whole)


@router.get("/progress")
async def find(request: Request) -> Response:
    """From a typed code to its page; without one, the box to type it in."""
    language = asked_language(request)
    typed = request.query_params.get("code", "").strip()
    if not typed:
        return page(request, "follow.html", language, typed="", wrong=None)
    try:
        code = domain.read_tracking_code(typed)
    except Unacceptable:
        return page(request, "follow.html", language, 422, typed=typed, wrong="wrong")
    return RedirectResponse(f"/progress/{code}{at(language)}", 303, pages.HEADERS)


router.include_router(progress_pages.router)
router.include_router(completion_pages.router)
router.include_router(rating_pages.router)
