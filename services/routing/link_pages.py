"""The page behind the link in a letter: for an officer with nothing but a mail and a browser.

Opening it changes nothing, since mail scanners open links in advance; what is done is posted.
"""

from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from services.routing import linked, wording
from services.routing.linked import Opened, Typed
from services.routing.linked_actions import OpenedAction
from services.routing.shown import LONGEST
from shared.errors import Refused
from shared.events.intake import Language
from shared.ids import reference
from shared.web import pages
from shared.web.deps import Now

router = APIRouter(include_in_schema=False)

PAGES = pages.Templates(wording.HERE / "templates")
FIELDS_LIMIT = 10
NOT_FOUND_BY_SEARCHING = {"X-Robots-Tag": "noindex, nofollow"}


@router.get("/links/{text}")
async def show_request(text: str, request: Request, now: Now) -> HTMLResponse:
    """What is asked, by when, and what can be done about it."""
    here = await linked.opened(request.app, text, now)
    if here is None:
        return _over(request)
    return await _shown(request, here)


@router.post("/links/{text}")
async def act(text: str, request: Request, now: Now) -> Response:
    """Do it, and show what has become of the request. A second click finds it done."""
    typed = _read(await request.body())
    try:
        wrong = await linked.do(request, text, typed, now)
    except Refused:
        wrong = "changed"
    here = await linked.opened(request.app, text, now)
    if here is None:
        return _over(request)
    request.state.complaint_id = str(here.row.complaint_id)
    if wrong and here.may:
        return await _shown(request, here, 422, typed, wrong)
    return RedirectResponse(f"/links/{text}{_at(_language(request))}", 303, pages.HEADERS)


def _read(body: bytes) -> dict[str, str]:
    """What was typed; nothing, where it is no form."""
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=FIELDS_LIMIT
        )
    except ValueError:
        return {}
    return {name: value.replace("\r\n", "\n") for name, value in pairs}


async def _shown(
    request: Request,
    here: Opened | OpenedAction,
    status: int = 200,
    typed: Typed | None = None,
    wrong: str | None = None,
) -> HTMLResponse:
    request.state.complaint_id = str(here.row.complaint_id)
    told: dict[str, Any] = {"typed": typed or {}, "wrong": wrong}
    if isinstance(here, OpenedAction):
        return _page(request, "correction.html", status, **_of_action(request, here), **told)
    return _page(request, "request.html", status, **_of_request(request, here), **told)


def _common(here: Opened | OpenedAction) -> dict[str, Any]:
    return {
        "office": here.directory.name,
        "agency": here.agency_name,
        "row": here.row,
        "reference": reference(here.row.case_id),
        "may": here.may,
        "asking": here.asking,
    }


def _of_action(request: Request, here: OpenedAction) -> dict[str, Any]:
    language, row, zone = _language(request), here.row, here.zone
    days = here.days(request.app.state.clock())
    reported = row.reported_at
    return _common(here) | {
        "state": here.state,
        "sent": wording.moment(row.ordered_at, zone, language),
        "due": wording.last_day(row.due_at, zone, language),
        "reported": wording.moment(reported, zone, language) if reported else None,
        "days": [day.isoformat() for day in days],
        "first": wording.day(days[0], language),
        "last": wording.day(days[1], language),
        "limit": LONGEST,
    }


def _of_request(request: Request, here: Opened) -> dict[str, Any]:
    language, row = _language(request), here.row
    words = wording.WORDS[language]
    done = [
        words["done"][name].format(moment=wording.moment(at, here.zone, language))
        for name in ("acknowledged_at", "answered_at")
        if (at := getattr(row, name)) is not None
    ]
    return _common(here) | {
        "sent": wording.moment(row.sent_at, here.zone, language),
        "due": wording.last_day(row.answer_due_at, here.zone, language),
        "done": done,
        "others": here.others if "misroute" in here.may else {},
        "limit": LONGEST,
    }


def _over(request: Request) -> HTMLResponse:
    """The same for whatever opens nothing: it tells nobody why."""
    return _page(request, "over.html", 404, office="Ombudsman Republik Indonesia")


def _page(request: Request, template: str, status: int, **told: Any) -> HTMLResponse:
    language = _language(request)
    other = "id" if language == "en" else "en"
    common = {
        "w": wording.WORDS[language],
        "lang": language,
        "other": other,
        "switch": f"{request.url.path}?lang={other}" if request.method == "GET" else None,
        "here": f"{request.url.path}{_at(language)}",
    }
    answer = pages.page(PAGES, template, status, **common, **told)
    answer.headers.update(NOT_FOUND_BY_SEARCHING)
    return answer


def _language(request: Request) -> Language:
    return wording.language_of(request.query_params.get("lang"))


def _at(language: Language) -> str:
    return "?lang=en" if language == "en" else ""
