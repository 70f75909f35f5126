"""What travels between the floor's steps, and the connections that each of them needs."""

import os
import uuid
from datetime import datetime
from operator import itemgetter
from typing import Any, TypeAlias

import asyncpg
import nats
import orjson
from nats.aio.client import Client
from nats.js.api import StreamConfig

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

STREAM = "floor"
RECEIVED = "floor.complaint.received"
ASSIGNED = "floor.case.assigned"
TEXTS = ("title", "text", "agency", "category", "region", "channel")
of_form = itemgetter(*TEXTS)


class Unreadable(ValueError):
    """The body is not a complaint."""


def complaint_from(body: bytes) -> tuple[tuple[str, ...], dict[str, str]]:
    """The texts of the complaint in a request, in the order of TEXTS, and who sent it."""
    form = orjson.loads(body)
    try:
        texts = of_form(form)
        reporter = {"name": form["reporter"]["name"], "email": form["reporter"]["email"]}
    except (KeyError, TypeError) as error:
        raise Unreadable("a field is missing") from error
    if set(map(type, (*texts, *reporter.values()))) != {str}:
        raise Unreadable("a field is not text")
    return texts, reporter


def data_of(complaint_id: str, texts: tuple[str, ...], reporter: dict[str, str]) -> dict[str, Any]:
    named = zip(TEXTS, texts, strict=True)
    return dict(named, complaint_id=complaint_id, reporter=reporter)


def event(
    source: str, kind: str, subject: str, at: datetime, data: dict[str, Any]
) -> dict[str, Any]:
    """A CloudEvents envelope around a fact."""
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": source,
        "type": kind,
        "subject": subject,
        "time": at,
        "data": data,
    }


async def database(url: str) -> Pool:
    """Two connections: one for the step's own writing, one for the relay's deleting."""
    settings = {"search_path": "floor"}
    return await asyncpg.create_pool(url, min_size=2, max_size=2, server_settings=settings)


async def broker(url: str) -> Client:
    """A connection that does not wait two seconds when the server is still starting."""
    return await nats.connect(url, reconnect_time_wait=0.05, max_reconnect_attempts=-1)


async def connect() -> tuple[Pool, Client]:
    """Both, from the environment that the bench gives a step."""
    pool = await database(os.environ["FLOOR_DATABASE_URL"])
    return pool, await broker(os.environ["FLOOR_NATS_URL"])


async def add_stream(client: Client) -> None:
    await client.jetstream().add_stream(
        StreamConfig(name=STREAM, subjects=[f"{STREAM}.>"], duplicate_window=120)
    )
