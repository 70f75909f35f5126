"""Reads whole streams, as somebody could who got hold of the broker's disk."""

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

PAGE = 500


async def every_message(client: Client, stream: str) -> list[Msg]:
    """All that are in the stream, in their order; nothing of it is taken away."""
    config = ConsumerConfig(ack_policy=AckPolicy.NONE, deliver_policy=DeliverPolicy.ALL)
    reading = await client.jetstream().pull_subscribe(f"{stream}.>", stream=stream, config=config)
    waiting = (await reading.consumer_info()).num_pending or 0
    found: list[Msg] = []
    while len(found) < waiting:
        found += await reading.fetch(min(PAGE, waiting - len(found)), timeout=5)
    await reading.unsubscribe()
    return found
