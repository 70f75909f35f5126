"""How a refusal becomes an answer: problem+json (RFC 9457), never a stack trace."""

from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import compile_path

from shared.errors import Refused
from shared.log import log
from shared.surroundings import nobodys_fault
from shared.trace import described

PROBLEM = "application/problem+json"
FIELDS_SHOWN = 20
CODES = {
    400: "unreadable",
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
}
AWAY = "The database does not answer: please ask again, with the same Idempotency-Key if any."
INVALID = "Some fields are missing or wrong."


def problem(
    status: int,
    code: str,
    detail: str,
    errors: list[dict[str, Any]] | None = None,
    **more: float | None,
) -> Response:
    """A problem document: `code` for programs, `detail` for people, `errors` by field."""
    body: dict[str, Any] = {
        "type": f"urn:narahubung:problem:{code}",
        "title": code.replace("-", " "),
        "status": status,
        "detail": detail,
        "code": code,
        **more,
    }
    if errors:
        body["errors"] = errors
    return Response(orjson.dumps(body), status, media_type=PROBLEM)


def invalid(error: ValidationError | RequestValidationError) -> Response:
    return problem(422, "invalid", INVALID, fields(error))


def fields(error: ValidationError | RequestValidationError) -> list[dict[str, Any]]:
    """What is wrong with which field, without repeating what was sent: it may be personal."""
    return [
        {"field": place(one["type"], one["loc"]), "problem": one["msg"]}
        for one in error.errors()[:FIELDS_SHOWN]
    ]


def place(kind: str, parts: tuple[int | str, ...]) -> str:
    """The name of a field that we do not know is the sender's word, so it is not repeated."""
    shown = (*parts[:-1], "?") if kind == "extra_forbidden" else parts
    return ".".join(str(part) for part in shown) or "the whole"


def refused(error: Refused) -> Response:
    return problem(error.status, error.code, error.detail)


def unexpected(error: Exception) -> Response:
    """A bug: the trace goes to the log, the asker learns that nothing was changed.

    Where the surroundings are in trouble that is not known: a connection may be lost after the
    commit, before its answer.
    """
    if nobodys_fault(error):
        log.warning("not answered", error=described(error))
        return problem(503, "unavailable", AWAY)
    log.error("unexpected error", exc_info=error)
    return problem(500, "unexpected", "Something is wrong on our side; nothing was changed.")


def allowed(request: Request) -> list[str]:
    """What may be asked at an address: the framework knows only the first of its endpoints."""
    paths = request.app.openapi()["paths"]
    for path in sorted(paths, key=lambda one: str(one).count("{")):
        if compile_path(path)[0].match(request.scope["path"]):
            return sorted(method.upper() for method in paths[path])
    return []


def install(app: FastAPI) -> None:
    """Answer every error of the application as a problem document."""

    @app.exception_handler(Refused)
    async def _refused(_: Request, error: Refused) -> Response:
        return refused(error)

    @app.exception_handler(RequestValidationError)
    async def _shape(_: Request, error: RequestValidationError) -> Response:
        return invalid(error)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        code = CODES.get(error.status_code, "refused")
        answer = problem(error.status_code, code, error.detail)
        answer.headers.update(error.headers or {})
        if error.status_code == 405 and (methods := allowed(request)):
            answer.headers["Allow"] = ", ".join(methods)
        return answer

    @app.exception_handler(Exception)
    async def _bug(_: Request, error: Exception) -> Response:
        return unexpected(error)
