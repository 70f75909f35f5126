"""Publishing what is saved: in order, all or nothing, believed only with the broker's receipt."""

import json
from collections.abc import Sequence
from typing import Any

from nats.aio.client import Client

from shared.db.transaction import Announcement
from shared.ids import new_id

RECEIPT_SECONDS = 5
BATCH_LIMIT = 500
"""Of the 1,000 messages that the broker allows in one atomic batch."""

HOLDS_A_REPEAT = 10201
"""The broker's answer to an atomic batch of which some message is stored already."""


class NotStored(Exception):
    """The broker did not take the messages over; what was sent may be sent again."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(f"{code}: {description}")
        self.code = code


async def _stored(
    client: Client, subject: str, body: bytes, headers: dict[str, str]
) -> dict[str, Any]:
    reply = await client.request(subject, body, timeout=RECEIPT_SECONDS, headers=headers)
    receipt: dict[str, Any] = json.loads(reply.data)
    if error := receipt.get("error"):
        raise NotStored(error.get("err_code", 0), error.get("description", ""))
    return receipt


async def publish_one(client: Client, event: Announcement) -> None:
    """Publish one event and wait for the receipt; a repeat within the window counts as stored."""
    await _stored(client, event.subject, event.body, {"Nats-Msg-Id": str(event.event_id)})


async def publish_all(client: Client, events: Sequence[Announcement]) -> None:
    """Publish at most BATCH_LIMIT events of one stream as one atomic batch, in their order.

    A batch that holds a repeat is refused whole: an earlier try was stored and its receipt was
    lost. Its events then go one by one, where repeats are dropped singly.
    """
    if len(events) == 1:
        await publish_one(client, events[0])
        return
    batch = new_id().hex
    *first, last = enumerate(events, 1)
    for rank, event in first:
        await client.publish(event.subject, event.body, headers=_batch(batch, rank, event))
    rank, event = last
    commit = {**_batch(batch, rank, event), "Nats-Batch-Commit": "1"}
    try:
        await _stored(client, event.subject, event.body, commit)
    except NotStored as refusal:
        if refusal.code != HOLDS_A_REPEAT:
            raise
        for event in events:
            await publish_one(client, event)


def _batch(batch: str, rank: int, event: Announcement) -> dict[str, str]:
    return {
        "Nats-Msg-Id": str(event.event_id),
        "Nats-Batch-Id": batch,
        "Nats-Batch-Sequence": str(rank),
    }
