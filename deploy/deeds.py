"""Does deeds to many cases over HTTP, those that are not open yet included."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from deploy.client import LINES_A_REQUEST, NDJSON, Client, Json, ask, chunks, ndjson

STANDSTILL_SECONDS = 60.0
"""How long nothing may move before what waits for another service is given up."""

LOOK_SECONDS = 0.05

NOT_OPEN = "not-found"
"""Routing's code where there is no case: it has not heard of the complaint yet."""

ALREADY_DONE = "illegal-move"
"""Its code for a deed that the state forbids: when deeds come in order, it was done before."""


@dataclass(frozen=True, slots=True)
class Order:
    """A deed to be done to the case of a complaint, as routing's batch reads it."""

    complaint_id: UUID
    deed: Json


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a deed; `code` is empty if it was done."""

    order: Order
    code: str = ""
    detail: str = ""


async def do_deeds(client: Client, orders: Sequence[Order]) -> list[Outcome]:
    """Do several deeds; each has its own outcome."""
    url = f"{client.addresses.routing}/cases/batch"
    body = ndjson([{"complaint_id": one.complaint_id, "order": one.deed} for one in orders])
    answer = await ask(client, "POST", url, content=body, headers=NDJSON)
    return [
        Outcome(order)
        if line["result"] == "done"
        else Outcome(order, str(line["code"]), str(line["detail"]))
        for order, line in zip(orders, answer["lines"], strict=True)
    ]


async def carry_out(
    client: Client, orders: Sequence[Order], tell: Callable[[int], None]
) -> list[Outcome]:
    """Do deeds to cases that may not be open yet: those are tried again while others move on.

    `tell` hears how many are settled since it was last told.
    """
    settled: list[Outcome] = []
    waiting = list(orders)
    moved = time.monotonic()
    while waiting:
        early: list[Outcome] = []
        for chunk in chunks(waiting, LINES_A_REQUEST):
            outcomes = await do_deeds(client, chunk)
            early += [one for one in outcomes if one.code == NOT_OPEN]
            done = [one for one in outcomes if one.code != NOT_OPEN]
            settled += done
            tell(len(done))
        if len(early) < len(waiting):
            moved = time.monotonic()
        elif time.monotonic() - moved > STANDSTILL_SECONDS:
            tell(len(early))
            return settled + early
        waiting = [one.order for one in early]
        if waiting:
            await asyncio.sleep(LOOK_SECONDS)
    return settled
