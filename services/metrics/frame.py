"""What the pages of metrics have in common: a language, and a switch to the other."""

from typing import Any

from fastapi import Request
from starlette.responses import HTMLResponse

from services.metrics import wording
from shared.events.intake import Language
from shared.web import pages

PAGES = pages.Templates(wording.HERE / "templates")


def page(
    request: Request, template: str, language: Language, status: int = 200, **told: Any
) -> HTMLResponse:
    """A page in one language, and the same question in the other."""
    other = "id" if language == "en" else "en"
    there = request.url.include_query_params(lang=other)
    common = {
        "w": wording.WORDS[language],
        "lang": language,
        "other": other,
        "switch": f"{there.path}?{there.query}" if request.method == "GET" else None,
        "at": at(language),
    }
    return pages.page(PAGES, template, status, **common, **told)


def at(language: Language) -> str:
    """What an address needs so that the next page is in the same language."""
    return "?lang=en" if language == "en" else ""
