"""A service that answers as a test tells it to, without a network."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import httpx

from deploy.addresses import addresses_from
from deploy.client import Client

Handler = Callable[[httpx.Request], httpx.Response]


class Server:
    """Answers as it is told to, and remembers what it was asked."""

    def __init__(self, handler: Handler) -> None:
        self.asked: list[httpx.Request] = []
        self._handler = handler

    async def __aenter__(self) -> Client:
        self._http = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))
        return Client(self._http, addresses_from(8400, Path("/nowhere")))

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self._handler(request)


def filed(request: httpx.Request) -> httpx.Response:
    """Every line of a batch is a new complaint."""
    lines = [
        {"line": number, "result": "accepted", "complaint_id": str(uuid4())}
        for number, _ in enumerate(request.content.splitlines(), 1)
    ]
    return httpx.Response(200, json={"lines": lines})
