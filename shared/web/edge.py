"""What every request passes: a limit on its size, and one line in the log."""

from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import cause
from shared.log import write_lines
from shared.web.problems import problem, unexpected

BODY_LIMIT = 64 * 1024
"""Bytes; enough for the longest complaint that the form allows."""


HotEndpoint = Callable[[Request], Awaitable[Response]]


class TooLarge(HTTPException):
    """The body went over the limit; of a kind that the framework's own reading of it lets pass."""

    def __init__(self, limit: int) -> None:
        super().__init__(413, f"The body is larger than {limit} bytes.")


class Edge:
    """Pure ASGI, outside of everything else, for the layers of a framework cost more than the work.

    A hot endpoint is reached from here directly; it answers its own errors as problems.
    """

    def __init__(
        self,
        app: ASGIApp,
        limits: Mapping[str, int],
        hot: Mapping[tuple[str, str], HotEndpoint],
    ) -> None:
        self._app = app
        self._limits = limits
        self._hot = hot

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        limit = self._limits.get(scope["path"], BODY_LIMIT)
        status = 500
        answered = False
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                raise TooLarge(limit)
            return message

        async def noted(message: Message) -> None:
            nonlocal status, answered
            if message["type"] == "http.response.start":
                status = message["status"]
                answered = True
            await send(message)

        scope["state"] = scope.get("state") or {}
        try:
            if _read_headers(scope) > limit:
                raise TooLarge(limit)
            hot = self._hot.get((scope["method"], scope["path"]))
            if hot is None:
                await self._app(scope, counted, noted)
            else:
                scope["state"]["route"] = scope["path"]
                await _answer_hot(hot, scope, counted, noted)
        except TooLarge as error:
            await problem(413, "too-large", error.detail)(scope, receive, noted)
        except Exception:
            if not answered:
                raise
            # A bug, logged and answered as a problem; the framework raises it a second time.
        finally:
            _log(scope, status, started)


async def _answer_hot(hot: HotEndpoint, scope: Scope, receive: Receive, send: Send) -> None:
    try:
        answer = await hot(Request(scope, receive))
    except TooLarge:
        raise
    except Exception as error:  # noqa: BLE001 - a bug answers 500 and is logged, as everywhere
        answer = unexpected(error)
    await answer(scope, receive, send)


def _read_headers(scope: Scope) -> int:
    """The length that is declared; whoever traces the request is kept for what it announces."""
    length, traced = 0, None
    for name, value in scope["headers"]:
        if name == b"content-length":
            length = int(value) if value.isdigit() else 0
        elif name == cause.HEADER:
            traced = cause.read(value)
    cause.asked_by.set(traced)
    return length


def _log(scope: Scope, status: int, started: float) -> None:
    """The route, not the path: a path may hold a tracking code, which is a key."""
    route = scope["state"].get("route") or getattr(scope.get("route"), "path", None)
    line = {
        "method": scope["method"],
        "route": route,
        "status": status,
        "complaint_id": scope["state"].get("complaint_id"),
        "ms": round((perf_counter() - started) * 1000, 2),
    }
    write_lines("request", [line])
