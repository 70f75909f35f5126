"""What Prometheus is told of the bus of a service; a scrape asks for what changes by itself."""

import json
from math import nan

from nats.aio.client import Client
from nats.errors import Error as NatsError
from prometheus_client import Counter, Gauge

from shared.bus.topology import DURABLES

ANSWER_SECONDS = 1.0
"""Prometheus waits ten: a broker that is slow must not cost the scrape its other figures."""

CONNECTED = Gauge("bus_connected", "Whether the broker is there: 1 or 0.")
LAG = Gauge(
    "bus_lag_messages",
    "Events of a stream that are not handled yet; not a number while the broker is away.",
    ["consumer"],
)
UNSENT = Gauge("bus_oldest_unsent_seconds", "Age of the oldest event that the broker has not.")
SET_ASIDE = Counter("bus_set_aside_total", "Messages given up, for an operator.", ["consumer"])


def begin(service: str) -> None:
    """Show from the beginning what this service may lose: an alarm needs the zero before."""
    for durable in DURABLES:
        if durable.service == service:
            SET_ASIDE.labels(durable.name)
            LAG.labels(durable.name).set(nan)


async def look(client: Client, service: str) -> None:
    """Ask the broker how far this service is behind, stream by stream."""
    CONNECTED.set(client.is_connected)
    for durable in DURABLES:
        if durable.service == service:
            LAG.labels(durable.name).set(await _behind(client, durable.stream, durable.name))


async def _behind(client: Client, stream: str, durable: str) -> float:
    if not client.is_connected:
        return nan
    subject = f"$JS.API.CONSUMER.INFO.{stream}.{durable}"
    try:
        said = json.loads((await client.request(subject, timeout=ANSWER_SECONDS)).data)
        return float(said["num_pending"] + said["num_ack_pending"])
    except (NatsError, TimeoutError, KeyError):
        return nan
