"""Brings streams, durables and databases to what this version needs; safe to repeat."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from nats.aio.client import Client
from nats.errors import Error as NatsError

import services
from deploy.broker import connected
from deploy.refusal import StartRefused
from shared.bus.topology import (
    ACK_WAIT_SECONDS,
    DURABLES,
    MAX_UNACKNOWLEDGED,
    REPEAT_WINDOW_SECONDS,
    STREAMS,
    Durable,
    Stream,
)

Config = dict[str, Any]

NANOSECONDS = 1_000_000_000
ANSWER_SECONDS = 5
NO_STREAM, NO_CONSUMER = 10059, 10014


async def provision_streams(
    nats_url: str,
    creds: Path,
    done: Callable[[str], None] = lambda _: None,
    *,
    ack_wait_seconds: int = ACK_WAIT_SECONDS,
) -> None:
    """Make every stream and durable of the topology, or bring it up to date; tells of each."""
    async with connected(nats_url, creds) as client:
        for stream in STREAMS:
            done(f"stream {stream.name}: {await _provide_stream(client, stream)}")
        for durable in DURABLES:
            wanted = durable_config(durable, ack_wait_seconds)
            done(f"durable {durable.name}: {await _provide_durable(client, durable, wanted)}")


async def _provide_stream(client: Client, stream: Stream) -> str:
    wanted = stream_config(stream)
    known = await _known(client, f"STREAM.INFO.{stream.name}", NO_STREAM)
    if known is None:
        await _ask(client, f"STREAM.CREATE.{stream.name}", wanted)
        return "made"
    if _holds(known, wanted):
        return "as it should be"
    # An update takes what it does not name for the default: so it names all that is there.
    await _ask(client, f"STREAM.UPDATE.{stream.name}", {**known, **wanted})
    return "brought up to date"


async def _provide_durable(client: Client, durable: Durable, wanted: Config) -> str:
    known = await _known(client, f"CONSUMER.INFO.{durable.stream}.{durable.name}", NO_CONSUMER)
    if known is not None and _holds(known, wanted):
        return "as it should be"
    subject = f"CONSUMER.CREATE.{durable.stream}.{durable.name}"
    config = {**(known or {}), **wanted}
    # With one filter the server keeps it under the other name, and refuses both together.
    config.pop("filter_subject", None)
    action = "create" if known is None else "update"
    request = {"stream_name": durable.stream, "config": config, "action": action}
    await _ask(client, subject, request)
    return "made" if known is None else "brought up to date"


def stream_config(stream: Stream) -> Config:
    """What we hold to; other fields (replicas, limits) are the office's and stay as they are."""
    return {
        "name": stream.name,
        "description": stream.description,
        "subjects": list(stream.subjects),
        "storage": "file",
        "retention": "limits",
        "allow_atomic": True,
        "allow_direct": True,
        "deny_delete": stream.deny_delete,
        "duplicate_window": REPEAT_WINDOW_SECONDS * NANOSECONDS,
    }


def durable_config(durable: Durable, ack_wait_seconds: int) -> Config:
    """A durable delivers until it is acknowledged: the bus itself sets aside what cannot be."""
    return {
        "name": durable.name,
        "durable_name": durable.name,
        "ack_policy": "explicit",
        "deliver_policy": "all",
        "replay_policy": "instant",
        "ack_wait": ack_wait_seconds * NANOSECONDS,
        "max_deliver": -1,
        "max_ack_pending": MAX_UNACKNOWLEDGED,
        "filter_subjects": list(durable.subjects),
    }


def _holds(known: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(known.get(name) == value for name, value in wanted.items())


async def _known(client: Client, request: str, missing: int) -> Config | None:
    answer = await _answer(client, request, {})
    error = answer.get("error")
    if error and error.get("err_code") == missing:
        return None
    if error:
        raise StartRefused(f"the broker refuses {request}: {error.get('description')}")
    config: Config = answer["config"]
    # Names that the server adds about itself (its version and level) are not ours to send back.
    config["metadata"] = {
        name: value
        for name, value in (config.get("metadata") or {}).items()
        if not name.startswith("_nats.")
    }
    return config


async def _ask(client: Client, request: str, config: Config) -> None:
    if error := (await _answer(client, request, config)).get("error"):
        raise StartRefused(f"the broker refuses {request}: {error.get('description')}")


async def _answer(client: Client, request: str, body: Config) -> dict[str, Any]:
    try:
        answer = await client.request(
            f"$JS.API.{request}", json.dumps(body).encode(), timeout=ANSWER_SECONDS
        )
    except (NatsError, TimeoutError) as error:
        raise StartRefused(f"the broker does not answer {request}: {error!r}") from error
    said: dict[str, Any] = json.loads(answer.data)
    return said


def migrations_of(service: str) -> Path:
    """The folder with a service's migrations."""
    return Path(services.__path__[0]) / service / "migrations"


def migrate(service: str, database_url: str) -> None:
    """Bring one service's database to the newest form; blocks until it is."""
    # Here and not above: Alembic costs half a second, which most commands need not pay.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config as AlembicConfig  # noqa: PLC0415

    config = AlembicConfig()
    config.set_main_option("script_location", _escaped(str(migrations_of(service))))
    config.set_main_option("sqlalchemy.url", _escaped(database_url))
    config.attributes["database_url"] = database_url
    command.upgrade(config, "head")


def _escaped(value: str) -> str:
    """The configuration's parser takes % for the start of a name."""
    return value.replace("%", "%%")
