"""The question on the page of a closed case: how content its reporter is with the handling."""

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import Response

from services.intake import domain, form, rating
from services.intake.domain.rating import Rating
from services.intake.frame import asked_language
from services.intake.progress_pages import not_found, to_progress
from shared.errors import NotFound, Refused, Unacceptable
from shared.web.deps import Db

router = APIRouter(include_in_schema=False)


@router.post("/progress/{typed}/rating")
async def rate_page(typed: str, request: Request, database: Db) -> Response:
    """Take the number. A second click, or a form without a number, shows what is so."""
    try:
        code = domain.read_tracking_code(typed)
        told = form.read(await request.body())
        score = Rating.model_validate({"score": told.get("score", "")})
        await rating.take(request, database, code, score)
    except (Unacceptable, NotFound) as refusal:
        return not_found(request, typed, refusal)
    except (ValidationError, ValueError, Refused):
        pass  # the page that follows says where it stands
    return to_progress(code, asked_language(request))
