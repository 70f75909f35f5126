"""The page on which a reporter hands in what is missing. Opening it starts no clock of law: a
browser opens pages in advance, and a mail program to look into them."""

from collections.abc import Mapping
from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import Response

from services.intake import desk, form, wording
from services.intake.desk import Desk, Order
from services.intake.domain.handing_in import HandIn, NotAllGiven, handed_in
from services.intake.frame import asked_language, page
from services.intake.progress_pages import found, not_found, to_progress
from shared.errors import NotFound, Refused, Unacceptable
from shared.web.deps import Db, Now

router = APIRouter(include_in_schema=False)

KINDS = {"string_too_short": "short", "string_too_long": "long"}


@router.get("/progress/{typed}/completion")
async def ask_completion(typed: str, request: Request, database: Db, now: Now) -> Response:
    """What is missing, each with room to write."""
    return await _form(typed, request, database, now=now)


@router.post("/progress/{typed}/completion")
async def hand_in(typed: str, request: Request, database: Db, now: Now) -> Response:
    """Take what was written. A second click, or one that came too late, shows what is so."""
    language = asked_language(request)
    try:
        row, way = await found(database, typed)
    except (Unacceptable, NotFound) as refusal:
        return not_found(request, typed, refusal)
    if way.asked is None or way.is_too_late(now):
        return await _form(typed, request, database, now=now)
    try:
        told = form.read(await request.body())
    except ValueError:
        told = {}
    given = {code: told.get(code, "").strip() for code in way.asked.missing}
    if wrong := _wrong(given):
        return await _form(typed, request, database, now=now, told=told, wrong=wrong)
    deed = handed_in(HandIn.model_validate({"given": given}))
    try:
        await desk.do(Desk.of(request.app), Order(row.complaint_id, deed, "reporter"))
    except NotAllGiven:
        return await _form(typed, request, database, now=now, told=told, changed=True)
    except Refused:
        pass  # the page that follows says where it stands
    return to_progress(row.tracking_code, language)


def _wrong(given: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with each answer, by requirement; the words for it are data."""
    try:
        HandIn.model_validate({"given": given})
    except ValidationError as error:
        wrong = {str(one["loc"][1]): KINDS.get(one["type"], "wrong") for one in error.errors()}
        return wrong | ({"F7": "choose"} if "F7" in wrong else {})
    return {}


async def _form(
    typed: str,
    request: Request,
    database: Db,
    *,
    now: datetime,
    told: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    changed: bool = False,
) -> Response:
    language = asked_language(request)
    try:
        row, way = await found(database, typed)
    except (Unacceptable, NotFound) as refusal:
        return not_found(request, typed, refusal)
    request.state.complaint_id = str(row.complaint_id)
    code = row.tracking_code
    if way.is_too_late(now):
        return page(request, "completion_over.html", language, 409, code=code)
    if way.asked is None:
        return to_progress(code, language)
    due = way.asked.due_at
    return page(
        request,
        "completion.html",
        language,
        422 if wrong or changed else 200,
        code=code,
        missing=way.asked.missing,
        due=wording.last_day(due, language) if due else None,
        typed=told or {},
        wrong=wrong or {},
        changed=changed,
    )
