"""The pages for citizens: to complain and to see how far the complaint has come."""

import secrets
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from services.intake import domain, form, keys, store, wording
from services.intake.domain import ComplaintForm
from services.intake.form import FIELDS, Typed, Wrong
from services.intake.keys import KeyUsedOtherwise
from services.intake.registrar import Asked, digest
from shared.db.database import Database
from shared.errors import NotFound, Unacceptable
from shared.events.intake import Language
from shared.web import pages
from shared.web.deps import Db

router = APIRouter(include_in_schema=False)

PAGES = pages.templates(wording.HERE / "templates")
ONCE_LIMIT = 64


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step of a complaint's way, in the reader's language and the office's time."""

    title: str
    moment: str
    due: str | None = None


def _page(
    request: Request,
    template: str,
    language: Language,
    status: int = 200,
    **words: Any,
) -> HTMLResponse:
    """A page in one language; a switch to the other where nothing typed would be lost by it."""
    other = "en" if language == "id" else "id"
    there = request.url.include_query_params(lang=other)
    switch = f"{there.path}?{there.query}" if request.method == "GET" else None
    common = {
        "w": wording.WORDS[language],
        "lang": language,
        "other": other,
        "switch": switch,
        "at": "?lang=en" if language == "en" else "",
        "choices": wording.CHOICES,
        "languages": wording.LANGUAGES,
    }
    return pages.page(PAGES, template, status, **common, **words)


def _asked_language(request: Request) -> Language:
    return wording.language_of(request.query_params.get("lang"))


@router.get("/")
async def empty_form(request: Request) -> HTMLResponse:
    """The form, and the box to follow a complaint."""
    language = _asked_language(request)
    typed = {"language": language, "once": _once()}
    return _page(request, "form.html", language, typed=_complete(typed), wrong={}, whole=None)


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
    return _page(request, "form.html", language, 422, typed=shown, wrong=ordered, whole=whole)


@router.get("/progress")
async def find(request: Request) -> Response:
    """From a typed code to its page; without one, the box to type it in."""
    language = _asked_language(request)
    typed = request.query_params.get("code", "").strip()
    if not typed:
        return _page(request, "follow.html", language, typed="", wrong=None)
    try:
        code = domain.read_tracking_code(typed)
    except Unacceptable:
        return _page(request, "follow.html", language, 422, typed=typed, wrong="wrong")
    at = "?lang=en" if language == "en" else ""
    return RedirectResponse(f"/progress/{code}{at}", 303, pages.HEADERS)


@router.get("/progress/{typed}")
async def show_progress(typed: str, request: Request, database: Db) -> HTMLResponse:
    """How far a complaint has come, in plain words; the first time, as a receipt."""
    language = _asked_language(request)
    try:
        row, steps = await _way(database, domain.read_tracking_code(typed))
    except (Unacceptable, NotFound) as refusal:
        wrong = "unknown" if isinstance(refusal, NotFound) else "wrong"
        status = refusal.status
        return _page(request, "follow.html", language, status, typed=typed[:60], wrong=wrong)
    request.state.complaint_id = str(row.complaint_id)
    if "new" in request.query_params:
        received = wording.moment(row.registered_at, language)
        code = row.tracking_code
        return _page(request, "receipt.html", language, code=code, received=received)
    names = [name for name, _ in steps]
    state = "closed" if "closed" in names else row.state
    return _page(
        request,
        "progress.html",
        language,
        code=row.tracking_code,
        state=state,
        sector=wording.sector_name(row.substance, language),
        steps=[_shown(name, step, language) for name, step in steps],
        then="closed" if state == "closed" else names[-1],
    )


async def _way(database: Database, code: str) -> tuple[Any, list[tuple[str, Any]]]:
    """The complaint and its steps by name, from its registration on."""
    async with database.reading() as connection:
        row = await store.by_tracking_code(connection, code)
        if row is None:
            raise domain.no_such_complaint()
        told = await store.progress_of(connection, row.complaint_id)
    steps = [("registered", row)]
    if row.state == "finished":
        steps.append(("finished", row))
    return row, steps + [(step.step, step) for step in told if step.step in _STEPS]


_STEPS = frozenset(wording.WORDS["id"]["steps"])


def _shown(name: str, step: Any, language: Language) -> ShownStep:
    words = wording.WORDS[language]
    title = words["steps"][name].format(agency=wording.agency_name(step.agency))
    if name in ("registered", "finished"):
        return ShownStep(title, wording.moment(step.registered_at, language))
    due = step.answer_due_at
    told = due and words["progress"]["due"].format(date=wording.last_day(due, language))
    return ShownStep(title, wording.moment(step.happened_at, language), told)
