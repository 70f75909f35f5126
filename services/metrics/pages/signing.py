"""Where staff show their token, and where it is forgotten."""

from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from services.metrics import frame, signing, wording
from shared.web import pages
from shared.web.deps import Now

router = APIRouter(include_in_schema=False)

FIELDS_LIMIT = 5


@router.get("/sign-in")
async def ask_token(request: Request) -> Response:
    """The page on which staff show their token."""
    language = wording.language_of(request.query_params.get("lang"))
    return frame.page(request, "sign_in.html", language, wrong=False)


@router.post("/sign-in")
async def sign_in(request: Request, now: Now) -> Response:
    """Keep a token that opens the figures of staff, or say that this one does not."""
    language = wording.language_of(request.query_params.get("lang"))
    token = _typed(await request.body()).get("token", "").strip()
    if signing.proven(request, token, now) is None:
        return frame.page(request, "sign_in.html", language, 422, wrong=True)
    answer = RedirectResponse(f"/dashboard{frame.at(language)}", 303, pages.HEADERS)
    signing.keep(answer, token)
    return answer


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """Forget the token."""
    language = wording.language_of(request.query_params.get("lang"))
    answer = RedirectResponse(f"/dashboard{frame.at(language)}", 303, pages.HEADERS)
    signing.forget(answer)
    return answer


def _typed(body: bytes) -> dict[str, str]:
    """What was typed; nothing, where it is no form."""
    try:
        return dict(parse_qsl(body.decode(), max_num_fields=FIELDS_LIMIT))
    except ValueError:
        return {}
