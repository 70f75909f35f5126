"""What the pages of intake have in common: a language, and a switch to the other."""

from typing import Any

from fastapi import Request
from starlette.responses import HTMLResponse

from services.intake import wording
from shared.events.intake import Language
from shared.web import pages

PAGES = pages.Templates(wording.HERE / "templates")


def page(
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
        "at": at(language),
        "choices": wording.CHOICES,
        "languages": wording.LANGUAGES,
        "classes": wording.CLASSES,
        "provinces": wording.PROVINCES,
        "days": request.app.state.rules.policy.completion_days,
    }
    return pages.page(PAGES, template, status, **common, **words)


def asked_language(request: Request) -> Language:
    """Indonesian, unless the address asks for English."""
    return wording.language_of(request.query_params.get("lang"))


def at(language: Language) -> str:
    """What an address needs so that the next page is in the same language."""
    return "?lang=en" if language == "en" else ""
