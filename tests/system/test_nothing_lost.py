"""The promise of the product: nothing accepted is lost and nothing is doubled, whatever dies."""

import asyncio
import os
import random

import pytest

from tests.system import books
from tests.system.books import Expected
from tests.system.stack import Stack
from tests.system.traffic import Receipts, a_client, close_all, file_all, ids

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

COMPLAINTS = 1_000
VICTIMS = ("intake", "routing", "notifications", "metrics", "nats")

SEED_VARIABLE = "NARAHUBUNG_TEST_SEED"
"""Set it to what a failed run has printed to have the same moments again."""


async def test_every_complaint_that_was_answered_2xx_arrives_once_everywhere(stack: Stack) -> None:
    seed = int(os.environ.get(SEED_VARIABLE) or random.randrange(2**32))
    print(f"{SEED_VARIABLE}={seed}")
    moments = random.Random(seed)
    share = COMPLAINTS // len(VICTIMS)
    receipts: Receipts = {}
    closing = []

    async with a_client(stack) as client:
        for place, victim in enumerate(VICTIMS):
            moment = moments.randint(1, share)
            print(f"{victim} dies after {place * share + moment} acknowledged complaints")

            def strike(acknowledged: int, victim: str = victim, moment: int = moment) -> None:
                if acknowledged == moment:
                    stack.kill(victim)
                    stack.launch(victim)

            numbers = range(place * share, (place + 1) * share)
            filed = await file_all(client, numbers, strike)
            receipts |= filed
            fifth = [receipt for number, receipt in filed.items() if number % 5 == 0]
            closing.append(asyncio.create_task(close_all(client, fifth)))
            await stack.ready(victim)
        closed = set().union(*await asyncio.gather(*closing))

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
        print(f"{await books.assert_the_mails_arrived(stack, client)} mails arrived twice")
