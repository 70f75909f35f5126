"""The pages that show a citizen how far a complaint has come, and let it be taken back."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from services.intake import domain, store, wording
from services.intake.api import withdraw
from services.intake.frame import asked_language, at, page
from services.intake.way import Step, Way, way_of
from shared.db.database import Database
from shared.errors import NotFound, Refused, Unacceptable
from shared.events.intake import Language
from shared.web import pages
from shared.web.deps import Db, Now

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step of a complaint's way, in the reader's language and the office's time."""

    title: str
    moment: str
    due: str | None = None
    missing: tuple[str, ...] = ()


@router.get("/progress/{typed}")
async def show_progress(typed: str, request: Request, database: Db, now: Now) -> HTMLResponse:
    """How far a complaint has come, in plain words; the first time, as a receipt."""
    language = asked_language(request)
    try:
        row, way = await found(database, typed)
    except (Unacceptable, NotFound) as refusal:
        return not_found(request, typed, refusal)
    request.state.complaint_id = str(row.complaint_id)
    code = row.tracking_code
    if "new" in request.query_params:
        received = wording.moment(row.registered_at, language)
        return page(request, "receipt.html", language, code=code, received=received)
    steps = [ShownStep(_title("registered", row, language), _moment(row, language))]
    if way.state == "finished" and not any(step.step == "finished" for step in way.steps):
        steps.append(ShownStep(_title("finished", row, language), _moment(row, language)))
    steps += [_shown(step, language) for step in way.steps if step.step in _STEPS]
    return page(
        request,
        "progress.html",
        language,
        code=code,
        state=way.state,
        sector=wording.sector_name(row.substance, language),
        steps=steps,
        then=way.then,
        may_be_withdrawn=way.may_be_withdrawn,
        may_be_rated=way.may_be_rated,
        is_rated=way.closing is not None and way.closing.is_rated,
        may_be_completed=way.asked is not None,
        is_too_late=way.is_too_late(now),
    )


@router.get("/progress/{typed}/withdrawal")
async def ask_withdrawal(typed: str, request: Request, database: Db) -> Response:
    """Say what taking it back means, and ask once more."""
    language = asked_language(request)
    try:
        row, way = await found(database, typed)
    except (Unacceptable, NotFound) as refusal:
        return not_found(request, typed, refusal)
    request.state.complaint_id = str(row.complaint_id)
    if not way.may_be_withdrawn:
        return to_progress(row.tracking_code, language)
    return page(request, "withdrawal.html", language, code=row.tracking_code)


@router.post("/progress/{typed}/withdrawal")
async def confirm_withdrawal(typed: str, request: Request, database: Db) -> Response:
    """Take it back. A second click, or one that came too late, shows what is so."""
    try:
        code = domain.read_tracking_code(typed)
        await withdraw(request, database, code)
    except (Unacceptable, NotFound) as refusal:
        return not_found(request, typed, refusal)
    except Refused:
        pass  # the page that follows says where it stands
    return to_progress(code, asked_language(request))


def to_progress(code: str, language: Language) -> Response:
    return RedirectResponse(f"/progress/{code}{at(language)}", 303, pages.HEADERS)


def not_found(request: Request, typed: str, refusal: Refused) -> HTMLResponse:
    wrong = "unknown" if isinstance(refusal, NotFound) else "wrong"
    language, shown = asked_language(request), typed[:60]
    return page(request, "follow.html", language, refusal.status, typed=shown, wrong=wrong)


async def found(database: Database, typed: str) -> tuple[Any, Way]:
    """The complaint behind a code, and its way. Raises `Unacceptable` or `NotFound`."""
    code = domain.read_tracking_code(typed)
    async with database.reading() as connection:
        row = await store.by_tracking_code(connection, code)
        if row is None:
            raise domain.no_such_complaint()
        return row, await way_of(connection, row)


_STEPS = frozenset(wording.WORDS["id"]["steps"])


def _title(name: str, step: Any, language: Language) -> str:
    title: str = wording.WORDS[language]["steps"][name]
    return title.format(agency=wording.agency_name(step.agency))


def _moment(row: Any, language: Language) -> str:
    return wording.moment(row.registered_at, language)


def _shown(step: Step, language: Language) -> ShownStep:
    words = wording.WORDS[language]
    title = _title(step.step, step, language)
    if step.step == "declined":
        title = f"{title}: {words['reasons'][step.reason]}"
    if step.detail in words["reasons"]:
        title = f"{title}: {words['reasons'][step.detail]}"
    if step.detail in words["levels"]:
        title = f"{title} {words['levels'][step.detail]}"
    due = None
    if step.answer_due_at:
        asked = "due_action" if step.step == "action-ordered" else "due"
        due = words["progress"][asked].format(date=wording.last_day(step.answer_due_at, language))
    elif step.due_at:
        due = words["progress"]["yours"].format(date=wording.last_day(step.due_at, language))
    missing = tuple(words["missing"][code] for code in step.missing)
    return ShownStep(title, wording.moment(step.happened_at, language), due, missing)
