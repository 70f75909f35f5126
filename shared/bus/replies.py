"""What the broker is told about each message that it delivered."""

import json
from collections.abc import Sequence

from nats.aio.client import Client
from nats.aio.msg import Msg

from shared.bus import measures
from shared.bus.dead import set_aside
from shared.bus.saving import Heard
from shared.log import log
from shared.trace import described

V1_TOKENS = 9
"""`$JS.ACK.<stream>.<consumer>.<delivered>...`; the later form has domain and account first."""


def deliveries(message: Msg) -> int:
    """How often this message has been delivered, read from its reply address (both forms)."""
    tokens = message.reply.split(".")
    return int(tokens[4] if len(tokens) == V1_TOKENS else tokens[6])


async def handled(client: Client, messages: Sequence[Msg]) -> None:
    """These are saved. If an answer gets lost they come again, and the inbox knows them."""
    for message in messages:
        await client.publish(message.reply, b"+ACK")


async def again(client: Client, message: Msg, seconds: float) -> None:
    """Deliver it again after this wait; the wait of the consumer does not apply to refusals."""
    delay = json.dumps({"delay": int(seconds * 1_000_000_000)})
    await client.publish(message.reply, f"-NAK {delay}".encode())


async def back(client: Client, messages: Sequence[Msg]) -> None:
    """Deliver these again at once: here they will have no turn."""
    for message in messages:
        await client.publish(message.reply, b"-NAK")


async def still_in_hand(client: Client, messages: Sequence[Msg]) -> None:
    """Begin their ack wait anew: nobody else need have them yet."""
    for message in messages:
        await client.publish(message.reply, b"+WPI")


async def aside(
    client: Client, message: Msg, consumer: str, error: Exception, heard: Heard | None
) -> None:
    """Never deliver it again: it is kept for an operator, with the reason."""
    reason = await set_aside(client, message, consumer, error)
    await client.publish(message.reply, b"+TERM")
    measures.SET_ASIDE.labels(consumer).inc()
    log.error(
        "event set aside",
        consumer=consumer,
        subject=message.subject,
        sequence=message.metadata.sequence.stream,
        reason=reason,
        error=described(error),
        event_id=str(heard.event.id) if heard else None,
        complaint_id=str(heard.event.data.complaint) if heard else None,
    )
