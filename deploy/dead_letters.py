"""Lists, shows and puts back the messages that consumers set aside under `dead.>`."""

import json
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy, RawStreamMsg
from nats.js.errors import NotFoundError

from deploy.refusal import StartRefused

STREAM = "dead"
PAGE = 500
RECEIPT_SECONDS = 5.0


@dataclass(frozen=True)
class DeadLetter:
    """One set-aside message; `id` is its place in the stream `dead`."""

    id: int
    consumer: str
    subject: str
    stream: str
    sequence: int
    reason: str
    error: str
    deliveries: int
    event_id: str
    set_aside_at: datetime | None
    body: bytes

    @property
    def has_origin(self) -> bool:
        """Without one there is nowhere to put it back to."""
        return bool(self.subject)

    @property
    def origin(self) -> tuple[str, int]:
        """The message that it is about: its first place, however often it was put back."""
        return (self.stream, self.sequence) if self.sequence else ("", self.id)

    def summary(self) -> dict[str, Any]:
        """Everything but the body, for a list."""
        return {
            "id": self.id,
            "consumer": self.consumer,
            "subject": self.subject,
            "stream": self.stream,
            "sequence": self.sequence,
            "reason": self.reason,
            "error": self.error,
            "deliveries": self.deliveries,
            "event_id": self.event_id,
            "set_aside_at": self.set_aside_at.isoformat() if self.set_aside_at else None,
        }


async def read_all(client: Client, consumer: str | None = None) -> list[DeadLetter]:
    """All that are there now, the oldest first."""
    with _answering():
        return [letter async for letter in _read(client, f"dead.{consumer or '>'}")]


async def read_one(client: Client, number: int) -> DeadLetter:
    """One of them."""
    with _answering():
        try:
            message = await client.jetstream().get_msg(STREAM, number)
        except NotFoundError as error:
            raise StartRefused(f"there is no dead letter {number}") from error
    return _stored(number, message)


@contextmanager
def _answering() -> Iterator[None]:
    """A broker that was not provisioned, or does not answer, is told on one line."""
    try:
        yield
    except NotFoundError as error:
        raise StartRefused("the broker keeps no dead letters: run `provision` first") from error
    except (NatsError, TimeoutError) as error:
        raise StartRefused(f"the broker does not tell its dead letters: {error!r}") from error


def by_origin(letters: Iterable[DeadLetter], consumer: str | None = None) -> list[list[DeadLetter]]:
    """Letters grouped by the message that they are about, each group and all groups in their order.

    With a consumer, only groups in which it has a letter.
    """
    groups: dict[tuple[str, int], list[DeadLetter]] = {}
    for letter in letters:
        groups.setdefault(letter.origin, []).append(letter)
    return [
        group
        for group in groups.values()
        if consumer is None or any(letter.consumer == consumer for letter in group)
    ]


async def requeue(client: Client, letters: Sequence[DeadLetter]) -> None:
    """Publish one origin's message again where it came from, then forget all letters about it.

    Whoever set it aside hears it anew, so the letters of its other consumers are answered too;
    put back one by one, each would set everybody's letter aside once more. A crash between the
    two leaves letters: the next try carries the same id, which the broker knows for ten minutes
    and every hearer's inbox for ever; the first letter, which gives the id, is deleted last. The
    new id is not the first one's, which the broker may still remember; the others who hear the
    subject know the event by the id in its body and ignore the repeat.
    """
    first = letters[0]
    if not first.has_origin:
        raise StartRefused(f"dead letter {first.id} does not say where it came from")
    stream = client.jetstream()
    headers = {
        "Nats-Msg-Id": f"requeue:{first.id}:{first.event_id}",
        "Dead-Stream": first.stream,
        "Dead-Sequence": str(first.sequence),
        "Dead-Event": first.event_id,
    }
    try:
        await stream.publish(first.subject, first.body, timeout=RECEIPT_SECONDS, headers=headers)
        for letter in reversed(letters):
            await stream.delete_msg(STREAM, letter.id)
    except (NatsError, TimeoutError) as error:
        raise StartRefused(f"dead letter {first.id} was not put back: {error!r}") from error


async def _read(client: Client, subject: str) -> AsyncIterator[DeadLetter]:
    """Through a consumer without acknowledgement that ends with this call."""
    stream = client.jetstream()
    subscription = await stream.pull_subscribe(
        subject,
        stream=STREAM,
        config=ConsumerConfig(
            ack_policy=AckPolicy.NONE,
            deliver_policy=DeliverPolicy.ALL,
            mem_storage=True,
            inactive_threshold=60,
        ),
    )
    try:
        waiting = (await subscription.consumer_info()).num_pending or 0
        while waiting > 0:
            messages = await subscription.fetch(min(PAGE, waiting), timeout=RECEIPT_SECONDS)
            waiting -= len(messages)
            for message in messages:
                yield _delivered(message)
    except TimeoutError:
        return  # another operator took the rest away meanwhile
    finally:
        await subscription.unsubscribe()


def _delivered(message: Msg) -> DeadLetter:
    place = message.metadata
    headers = dict(message.headers or {})
    return _letter(place.sequence.stream, message.subject, headers, message.data, place.timestamp)


def _stored(number: int, message: RawStreamMsg) -> DeadLetter:
    headers = dict(message.headers or {})
    return _letter(number, message.subject or "", headers, message.data or b"", message.time)


def _letter(
    number: int, subject: str, headers: dict[str, str], body: bytes, at: datetime | None
) -> DeadLetter:
    return DeadLetter(
        id=number,
        consumer=headers.get("Dead-Consumer") or subject.removeprefix("dead."),
        subject=headers.get("Dead-Subject", ""),
        stream=headers.get("Dead-Stream", ""),
        sequence=_number(headers.get("Dead-Sequence")),
        reason=headers.get("Dead-Reason", ""),
        error=headers.get("Dead-Error", ""),
        deliveries=_number(headers.get("Dead-Deliveries")),
        event_id=headers.get("Dead-Event") or _id_in(body) or headers.get("Nats-Msg-Id", ""),
        set_aside_at=at,
        body=body,
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _id_in(body: bytes) -> str:
    try:
        event = json.loads(body)
    except ValueError:
        return ""
    return str(event.get("id", "")) if isinstance(event, dict) else ""
