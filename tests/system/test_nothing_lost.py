"""The promise of the product: nothing accepted is lost and nothing is doubled, whatever dies."""

import asyncio
import os
import random
from collections.abc import Iterable
from uuid import UUID

import pytest
from sqlalchemy import func, select

from deploy.broker import connected
from deploy.client import Client
from deploy.permissions import SERVICES
from services.intake import models as intake
from services.metrics import models as metrics
from services.notifications import models as notifications
from services.routing import models as routing
from shared.bus.topology import STREAMS
from shared.db.transaction import table_of
from tests.system import books
from tests.system.books import Expected
from tests.system.stack import Stack
from tests.system.streams import every_message
from tests.system.traffic import Receipts, a_client, a_form, close_all, file_all, ids
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

COMPLAINTS = 1_000
BACKLOG = 500
"""Of these, filed while the broker is away, so that everybody has work when it returns."""

VICTIMS = ("intake", "routing", "notifications", "metrics", "nats")
HEARD = {
    "intake": table_of(intake.InboxRow),
    "routing": table_of(routing.InboxRow),
    "notifications": table_of(notifications.InboxRow),
    "metrics": table_of(metrics.InboxRow),
}
DRAIN_LIMIT = 60.0

Closing = asyncio.Task[set[UUID]]
"""Ends when the cases are closed, which may wait for what a dead process had in hand."""

SEED_VARIABLE = "NARAHUBUNG_TEST_SEED"
"""Set it to what a failed run has printed to have the same moments again."""


async def test_every_complaint_that_was_answered_2xx_arrives_once_everywhere(stack: Stack) -> None:
    seed = int(os.environ.get(SEED_VARIABLE) or random.randrange(2**32))
    print(f"{SEED_VARIABLE}={seed}")
    moments = random.Random(seed)

    async with a_client(stack) as client:
        receipts, closing = await _strike_while_filing(stack, client, moments)
        more, last = await _strike_while_draining(stack, client, moments)
        receipts |= more
        closed = set().union(*await asyncio.gather(*closing, last))

        accepted = ids(receipts.values())
        assert len(accepted) == len(receipts) == COMPLAINTS
        expected = Expected(accepted, closed)
        await books.until_quiet(stack, client)
        await books.assert_every_complaint_is_one_case(stack, expected)
        await books.assert_every_step_is_shown_once(stack, expected)
        await books.assert_every_recipient_has_one_message(stack, expected)
        await books.assert_the_statistics_agree(stack, client, expected)
        await books.assert_the_sent_messages_are_counted(stack, client)
        await books.assert_nothing_is_left(stack)
        await assert_no_event_tells_of_a_person(stack)
        print(f"{await books.assert_the_mails_arrived(stack, client)} mails arrived twice")


async def assert_no_event_tells_of_a_person(stack: Stack) -> None:
    """Neither name, address nor story of a form is in any message that anybody could read."""
    form = a_form(0)
    reporter = form["reporter"]
    told = (reporter["name"].rstrip("0"), reporter["email"].partition("@")[2], form["narrative"])
    secret = [text.rstrip("0.").encode() for text in told]
    assert all(len(words) > 5 for words in secret)
    async with connected(stack.addresses.nats, stack.addresses.operator_creds) as operator:
        messages = {stream.name: await every_message(operator, stream.name) for stream in STREAMS}
    assert all(len(messages[name]) >= COMPLAINTS for name in ("intake", "routing", "notifications"))
    for message in (one for of_stream in messages.values() for one in of_stream):
        said = b"%r %b" % (message.headers, message.data)
        assert not [words for words in secret if words in said], said


async def _strike_while_filing(
    stack: Stack, client: Client, moments: random.Random
) -> tuple[Receipts, list[Closing]]:
    """Each part dies once while complaints come in."""
    share = (COMPLAINTS - BACKLOG) // len(VICTIMS)
    receipts: Receipts = {}
    closing = []
    for place, victim in enumerate(VICTIMS):
        moment = moments.randint(1, share)
        print(f"{victim} dies after {place * share + moment} acknowledged complaints")

        def strike(acknowledged: int, victim: str = victim, moment: int = moment) -> None:
            if acknowledged == moment:
                stack.kill(victim)
                stack.launch(victim)

        filed = await file_all(client, range(place * share, (place + 1) * share), strike)
        receipts |= filed
        closing.append(asyncio.create_task(close_all(client, _fifth(filed))))
        await stack.ready(victim)
    return receipts, closing


async def _strike_while_draining(
    stack: Stack, client: Client, moments: random.Random
) -> tuple[Receipts, Closing]:
    """What waited for the broker is heard, and each service dies once in the middle of it."""
    stack.kill("nats")
    filed = await file_all(client, range(COMPLAINTS - BACKLOG, COMPLAINTS))
    before = {victim: await _heard(stack, victim) for victim in SERVICES}
    stack.launch("nats")
    await stack.ready("nats")
    closing = asyncio.create_task(close_all(client, _fifth(filed)))
    async with asyncio.TaskGroup() as strikes:
        for victim in SERVICES:
            moment = before[victim] + moments.randint(1, BACKLOG // 2)
            strikes.create_task(_strike_after(stack, victim, moment))
    return filed, closing


async def _strike_after(stack: Stack, victim: str, moment: int) -> None:
    async def reached() -> bool:
        return await _heard(stack, victim) >= moment

    await until(reached, DRAIN_LIMIT)
    stack.kill(victim)
    print(f"{victim} dies after {await _heard(stack, victim)} events, having to hear {moment}")
    stack.launch(victim)
    await stack.ready(victim)


async def _heard(stack: Stack, service: str) -> int:
    [(count,)] = await stack.read(service, select(func.count()).select_from(HEARD[service]))
    return int(count)


def _fifth(filed: Receipts) -> Iterable[dict[str, object]]:
    return [receipt for number, receipt in filed.items() if number % 5 == 0]
