"""What the pages of all services share: a frame, one style sheet, and the headers of a page."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent
STATIC = HERE / "static"
STYLE = STATIC / "narahubung.css"

A_YEAR = "public, max-age=31536000, immutable"
"""For what bears its content's hash in its address."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",  # addresses of pages may hold a tracking code
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",  # telephones are shared, and so are their caches
}


@dataclass(frozen=True)
class Templates:
    """A service's own templates, in the common frame.

    The library is loaded with the first page: most processes of a service never show one, and it
    would be 2 MiB of each.
    """

    folder: Path

    @cached_property
    def environment(self) -> "Environment":
        from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415

        environment = Environment(
            loader=FileSystemLoader([self.folder, HERE / "templates"]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        version = hashlib.sha256(STYLE.read_bytes()).hexdigest()[:12]
        environment.globals["style"] = f"/static/{STYLE.name}?v={version}"
        return environment


def page(templates: Templates, template: str, status: int = 200, **words: Any) -> HTMLResponse:
    """A page, with the headers that every page has."""
    text = templates.environment.get_template(template).render(words)
    return HTMLResponse(text, status, HEADERS)


_files = StaticFiles(directory=STATIC)


async def _static(request: Request) -> Response:
    answer = await _files.get_response(request.path_params["name"], request.scope)
    answer.headers["Cache-Control"] = A_YEAR if "v" in request.query_params else "no-cache"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


router = APIRouter()
router.routes.append(Route("/static/{name}", _static, methods=["GET"]))
