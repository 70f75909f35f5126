"""What an operator asks first: who answers, what waits, what was set aside, what is unsent."""

import asyncio
import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError

from deploy.addresses import Addresses
from deploy.broker import connected
from deploy.permissions import SERVICES
from deploy.probe import http_get
from deploy.refusal import StartRefused
from shared.bus.topology import DURABLES, STREAMS

READY = 200


@dataclass(frozen=True)
class ServiceState:
    """What a service says of itself."""

    state: str
    """`ready`, `not ready` or `away`."""
    detail: str
    oldest_unsent_seconds: float | None
    """None: nothing is unsent, or it is not known."""
    is_unsent_known: bool = False


@dataclass(frozen=True)
class StreamState:
    messages: int
    bytes: int


@dataclass(frozen=True)
class DurableState:
    lag: int
    """Events that it has not been given yet."""
    unacknowledged: int


@dataclass(frozen=True)
class Status:
    """The state of an installation; parts of the broker are empty while that is away."""

    services: dict[str, ServiceState]
    broker: str
    streams: dict[str, StreamState]
    durables: dict[str, DurableState]
    dead: dict[str, int]

    @property
    def healthy(self) -> bool:
        return self.broker == "ready" and all(s.state == "ready" for s in self.services.values())

    def as_json(self) -> dict[str, Any]:
        return {"healthy": self.healthy, **asdict(self)}


async def status(addresses: Addresses) -> Status:
    """Ask everybody at once."""
    asking = [_service(addresses.service(name)) for name in SERVICES]
    services = dict(zip(SERVICES, await asyncio.gather(*asking), strict=True))
    try:
        async with connected(addresses.nats, addresses.operator_creds) as client:
            streams = await _streams(client)
            durables = await _durables(client)
            dead = await _dead(client)
    except StartRefused as refused:
        return Status(services, refused.detail, {}, {}, {})
    except (NatsError, TimeoutError) as error:
        return Status(services, f"no answer from its store: {error!r}", {}, {}, {})
    missing = [s.name for s in STREAMS if s.name not in streams]
    missing += [d.name for d in DURABLES if d.name not in durables]
    broker = f"not provisioned: {', '.join(missing)}" if missing else "ready"
    return Status(services, broker, streams, durables, dead)


async def _service(url: str) -> ServiceState:
    try:
        code, body = await http_get(f"{url}/health/ready")
        said = json.loads(body)
    except (OSError, ValueError) as error:
        return ServiceState("away", str(error) or repr(error), None)
    if not isinstance(said, dict):
        return ServiceState("not ready", "an answer that is not ours", None)
    known = "oldest_unsent_seconds" in said
    unsent = said.get("oldest_unsent_seconds")
    if code == READY:
        return ServiceState("ready", f"broker {said.get('broker', 'unknown')}", unsent, known)
    return ServiceState("not ready", str(said.get("detail", f"HTTP {code}")), unsent, known)


async def _streams(client: Client) -> dict[str, StreamState]:
    found = {}
    for stream in STREAMS:
        try:
            state = (await client.jetstream().stream_info(stream.name)).state
        except NotFoundError:
            continue
        found[stream.name] = StreamState(state.messages, state.bytes)
    return found


async def _durables(client: Client) -> dict[str, DurableState]:
    found = {}
    for durable in DURABLES:
        try:
            info = await client.jetstream().consumer_info(durable.stream, durable.name)
        except NotFoundError:
            continue
        found[durable.name] = DurableState(info.num_pending or 0, info.num_ack_pending or 0)
    return found


async def _dead(client: Client) -> dict[str, int]:
    try:
        info = await client.jetstream().stream_info("dead", subjects_filter="dead.>")
    except NotFoundError:
        return {}
    counts: Counter[str] = Counter()
    for subject, count in (info.state.subjects or {}).items():
        counts[subject.removeprefix("dead.")] += count
    return dict(sorted(counts.items()))
