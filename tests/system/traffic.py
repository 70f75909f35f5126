"""What the public and the staff do, whatever dies meanwhile."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from deploy import client as http
from deploy.client import Client, Json, Unreachable
from deploy.deeds import Order, carry_out
from tests.system.stack import Stack

AGENCIES = ("pln-uiw-babel", "polda-babel", "inspektorat-belitung", "bpjs-kesehatan-babel")
CHANNELS = ("website", "posko", "whatsapp")
SENDERS = 4
PATIENCE_SECONDS = 120.0
"""How long a sender tries again; a process starts slowly on a machine that has other work."""

CLOSURE: Json = {
    "deed": "close",
    "reason": "K20",
    "resolution_method": "focal-point",
    "substantiated": "not-determined",
}

T = TypeVar("T")
Receipts = dict[int, Json]
"""What was answered 2xx, by the number of the complaint."""


def a_form(number: int) -> dict[str, Any]:
    """A complaint whose reporter has an address of its own."""
    return {
        "reporter": {"name": f"Pelapor {number}", "email": address(number)},
        "narrative": f"Air ledeng tidak mengalir sejak hari ke-{number}.",
        "substance": "lainnya",
        "agency": AGENCIES[number % len(AGENCIES)],
        "channel": CHANNELS[number % len(CHANNELS)],
        "region": "19.71",
    }


def address(number: int) -> str:
    """Where the reporter of a complaint is written to."""
    return f"pelapor-{number}@contoh.example.org"


@asynccontextmanager
async def a_client(stack: Stack) -> AsyncIterator[Client]:
    """A sender that repeats a request with the same key until it is answered 2xx."""
    async with http.connected(stack.addresses, "babel") as client:
        yield client


async def file_all(
    client: Client, numbers: Iterable[int], after_each: Callable[[int], None] = lambda _: None
) -> Receipts:
    """File complaints, a few at once; `after_each` hears how many have been acknowledged."""
    receipts: Receipts = {}
    waiting = iter(numbers)

    async def send() -> None:
        for number in waiting:
            receipts[number] = await _patiently(partial(_file, client, number))
            after_each(len(receipts))

    async with asyncio.TaskGroup() as group:
        for _ in range(SENDERS):
            group.create_task(send())
    return receipts


async def _file(client: Client, number: int) -> Json:
    return await http.file_complaint(client, a_form(number), key=f"complaint-{number}")


async def _patiently(ask: Callable[[], Awaitable[T]]) -> T:
    ends = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return await ask()
        except Unreachable:
            if time.monotonic() > ends:
                raise


async def close_all(client: Client, receipts: Iterable[Json]) -> set[UUID]:
    """Close the cases of these complaints, also those that are not open yet."""
    orders = [Order(UUID(receipt["complaint_id"]), CLOSURE) for receipt in receipts]
    outcomes = await _patiently(lambda: carry_out(client, orders, lambda _: None))
    # An answer that was lost with its process is asked for again: then the case is closed already.
    refused = [one for one in outcomes if one.code not in ("", "illegal-move")]
    assert not refused, refused
    return {order.complaint_id for order in orders}


async def get(client: Client, url: str, **asked: Any) -> Any:
    """What a page of the product answers in JSON."""
    return await _patiently(lambda: http.ask(client, "GET", url, params=asked))


def ids(receipts: Iterable[Json]) -> set[UUID]:
    """The complaints that were acknowledged."""
    return {UUID(receipt["complaint_id"]) for receipt in receipts}
