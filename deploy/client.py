"""Speaks to an installation over its public HTTP interface, for imports and scenarios."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import httpx
import orjson

from deploy.addresses import Addresses
from deploy.refusal import StartRefused
from shared.access.person import Person
from shared.access.tokens import BadToken
from shared.errors import Refused

LINES_A_REQUEST = 500
"""Few enough that a bar moves and a failed request costs little; services take 1,000 and more."""

BYTES_A_REQUEST = 4 * 1024 * 1024
"""Half of what intake takes."""

ANSWER_SECONDS = 60.0
WAITS_SECONDS = (0.1, 0.3, 1.0, 2.0, 4.0, 8.0, 8.0)
"""Between the tries of one request; every request may be made again without doubling anything."""

NOT_STORED = "not-stored"
"""Intake's code for a line that is right and could not be written down for the moment."""

NDJSON = {"content-type": "application/x-ndjson"}

T = TypeVar("T")
Json = dict[str, Any]


class Unreachable(Refused):
    """A service does not answer, however often it is asked."""

    code = "unreachable"


class Rejected(Refused):
    """A service says no to a whole request: sender and receiver do not fit together."""

    code = "rejected"


@dataclass(frozen=True, slots=True)
class Client:
    """A door to an installation, opened as somebody of an office."""

    http: httpx.AsyncClient
    addresses: Addresses


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of one complaint of a batch: it has an id, or a code that says why not."""

    complaint_id: UUID | None
    is_new: bool = False
    code: str = ""
    detail: str = ""


@asynccontextmanager
async def connected(
    addresses: Addresses, office: str, who: str = "narahubung"
) -> AsyncIterator[Client]:
    """A client for as long as the block runs, with the rights of the office's head."""
    try:
        token = addresses.token_of(Person(who, "head", office))
    except BadToken as bad:
        raise StartRefused(f"nobody can be called {who!r} of {office!r}") from bad
    except OSError as error:
        raise StartRefused(f"cannot read the key of tokens: {error}") from error
    headers = {"authorization": f"Bearer {token}"}
    # A proxy of the surroundings has no business between us and our own installation.
    async with httpx.AsyncClient(headers=headers, timeout=ANSWER_SECONDS, trust_env=False) as http:
        yield Client(http, addresses)


async def file_complaint(client: Client, form: Json, *, key: str) -> Json:
    """File one complaint as the web form does; the same key answers as the first time."""
    headers = {"content-type": "application/json", "idempotency-key": key}
    url = f"{client.addresses.intake}/complaints"
    return await ask(client, "POST", url, content=orjson.dumps(form), headers=headers)


async def file_batch(client: Client, forms: Sequence[Json]) -> list[Filed]:
    """File what was written down elsewhere; each form with a number of its source.

    A line that the service could not store for the moment is sent again.
    """
    filed = await _file(client, forms)
    for wait in WAITS_SECONDS:
        unstored = [place for place, one in enumerate(filed) if one.code == NOT_STORED]
        if not unstored:
            break
        await asyncio.sleep(wait)
        again = await _file(client, [forms[place] for place in unstored])
        for place, one in zip(unstored, again, strict=True):
            filed[place] = one
    return filed


async def _file(client: Client, forms: Sequence[Json]) -> list[Filed]:
    body = ndjson(forms)
    if len(body) > BYTES_A_REQUEST and len(forms) > 1:
        half = len(forms) // 2
        return await _file(client, forms[:half]) + await _file(client, forms[half:])
    url = f"{client.addresses.intake}/complaints/batch"
    answer = await ask(client, "POST", url, content=body, headers=NDJSON)
    found: list[Filed] = []
    for line in answer["lines"]:
        if line["result"] == "refused":
            fields = [f"{one['field']}: {one['problem']}" for one in line.get("errors") or ()]
            why = "; ".join(fields) or str(line.get("detail", ""))
            found.append(Filed(None, code=str(line.get("code")), detail=why))
        else:
            found.append(Filed(UUID(line["complaint_id"]), is_new=line["result"] == "accepted"))
    if len(found) != len(forms):
        raise Rejected(f"{url} answered {len(found)} lines for {len(forms)}.")
    return found


async def statistics(client: Client, path: str, **asked: Any) -> Json:
    """An answer of the metrics service."""
    url = f"{client.addresses.metrics}/statistics/{path}"
    return await ask(client, "GET", url, params=asked)


def group_of(answer: Json, name: str) -> Json:
    """One group of such an answer; empty where nothing was counted for it."""
    groups: list[Json] = answer["groups"]
    return next((one for one in groups if one["group"] == name), {})


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items in their order, so many at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def ndjson(documents: Sequence[Mapping[str, Any]]) -> bytes:
    """A JSON object a line."""
    return b"\n".join(orjson.dumps(document) for document in documents)


async def ask(client: Client, method: str, url: str, **request: Any) -> Json:
    """One request, made again while the network or the service is in trouble."""
    trouble = ""
    for wait in (*WAITS_SECONDS, None):
        try:
            answer = await client.http.request(method, url, **request)
        except httpx.TransportError as error:
            trouble = str(error) or type(error).__name__
        else:
            if answer.is_success:
                found: Json = answer.json()
                return found
            if not answer.is_server_error:
                raise Rejected(f"{url}: {_problem(answer)}")
            trouble = _problem(answer)
        if wait is not None:
            await asyncio.sleep(wait)
    raise Unreachable(f"{url}: {trouble}")


def _problem(answer: httpx.Response) -> str:
    try:
        return f"{answer.status_code}, {answer.json()['detail']}"
    except (ValueError, KeyError, TypeError):
        return f"HTTP {answer.status_code}"
