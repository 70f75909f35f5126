"""Intake outlives the broker: what was accepted without it flows when it returns, in its order."""

from collections import defaultdict
from typing import Any
from uuid import UUID

import orjson
import pytest
from nats.aio.client import Client as Nats

from deploy.broker import connected
from deploy.client import Client, Json
from deploy.deeds import Order, do_deeds
from deploy.probe import http_get
from tests.system import books
from tests.system.books import Expected
from tests.system.stack import Stack
from tests.system.traffic import CLOSURE, Receipts, a_client, close_all, file_all, get, ids

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

DEEDS: list[Json] = [
    {"deed": "acknowledge"},
    {"deed": "answer", "text": "Air sudah mengalir lagi."},
    CLOSURE,
]
LIFE = ["assigned", "acknowledged", "answered", "closed"]


async def _health(stack: Stack, service: str) -> tuple[int, Json]:
    status, body = await http_get(f"{stack.addresses.service(service)}/health/ready")
    return status, orjson.loads(body)


async def _steps(stack: Stack, client: Client, receipt: Json) -> list[str]:
    """What the reporter is shown, in its order."""
    url = f"{stack.addresses.intake}/complaints/{receipt['tracking_code']}"
    return [step["step"] for step in (await get(client, url))["steps"]]


async def _stream(operator: Nats, name: str) -> list[Any]:
    """Every event of a stream, in its order."""
    stream = operator.jetstream()
    last = (await stream.stream_info(name)).state.last_seq
    messages = [await stream.get_msg(name, number) for number in range(1, last + 1)]
    return [orjson.loads(message.data or b"") for message in messages]


async def test_what_is_accepted_without_the_broker_flows_when_it_returns(stack: Stack) -> None:
    async with a_client(stack) as client:
        stack.kill("nats")
        receipts = await file_all(client, range(40))
        assert len(ids(receipts.values())) == 40
        status, said = await _health(stack, "intake")
        assert (status, said["broker"]) == (200, "away")
        assert (await _health(stack, "routing"))[0] == 503
        assert await _steps(stack, client, receipts[0]) == []

        # What was accepted outlives its own process, too.
        await stack.restart("intake")
        receipts |= await file_all(client, range(40, 50))
        assert (await _health(stack, "intake"))[1]["oldest_unsent_seconds"] > 0

        stack.launch("nats")
        await books.until_quiet(stack, client)
        for receipt in receipts.values():
            assert await _steps(stack, client, receipt) == ["assigned"]
        await _everything_is_right(stack, client, receipts, closed=set())


async def test_the_order_of_each_complaint_holds_across_an_outage(stack: Stack) -> None:
    async with a_client(stack) as client:
        receipts = await file_all(client, range(100, 130))
        await books.until_quiet(stack, client)
        stack.kill("nats")
        for deed in DEEDS:
            orders = [Order(UUID(one["complaint_id"]), deed) for one in receipts.values()]
            assert {one.code for one in await do_deeds(client, orders)} == {""}
        later = await file_all(client, range(130, 140))
        stack.launch("nats")
        assert await close_all(client, later.values()) == ids(later.values())
        await books.until_quiet(stack, client)

        for receipt in receipts.values():
            assert await _steps(stack, client, receipt) == LIFE
        await _assert_order_in_the_stream(stack, ids(receipts.values()), LIFE)
        await _assert_order_in_the_stream(stack, ids(later.values()), ["assigned", "closed"])


async def _assert_order_in_the_stream(stack: Stack, of: set[UUID], life: list[str]) -> None:
    """Each step once and after the one before, for everybody who hears the stream."""
    steps: dict[UUID, list[str]] = defaultdict(list)
    ranks: dict[UUID, list[str]] = defaultdict(list)
    async with connected(stack.addresses.nats, stack.addresses.operator_creds) as operator:
        for event in await _stream(operator, "routing"):
            if "complaint_id" not in event["data"]:
                continue  # the registry's own news are about no complaint
            complaint, step = UUID(event["data"]["complaint_id"]), event["type"].split(".")[2]
            ranks[complaint].append(event["sequence"])
            if step != "delivered":  # the mail server's proof comes when it comes
                steps[complaint].append(step)
    for complaint in of:
        assert steps[complaint] == life
        assert ranks[complaint] == [str(rank + 1) for rank in range(len(ranks[complaint]))]


async def _everything_is_right(
    stack: Stack, client: Client, receipts: Receipts, *, closed: set[UUID]
) -> None:
    expected = Expected(ids(receipts.values()), closed)
    await books.assert_every_complaint_is_one_case(stack, expected)
    await books.assert_every_recipient_has_one_message(stack, expected)
    await books.assert_the_statistics_agree(stack, client, expected)
    await books.assert_nothing_is_left(stack)
