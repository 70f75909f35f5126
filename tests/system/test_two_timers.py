"""Two timers on one database: whichever is killed, each step is taken, told and written once."""

import os
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

import orjson
import pytest
from sqlalchemy import func, select

from services.notifications.models import MessageRow
from shared.db.transaction import table_of
from tests.databases import Databases
from tests.journeys.conftest import registry
from tests.system import books
from tests.system.scaled import BOTH, DEEDS, TAKEN, a_scaled_stack, announced, open_cases, weeks_ago
from tests.system.stack import Stack
from tests.system.test_nothing_lost import SEED_VARIABLE
from tests.system.traffic import a_client
from tests.waiting import until

pytestmark = [
    pytest.mark.system,
    pytest.mark.timeout(600),
    pytest.mark.xdist_group("stack-postgresql"),
]

SILENT = 240
"""More cases than one process takes in one commit."""
STEPS = Counter(
    ["not-seen", "answer-reminder", "answer-overdue", "ask-again", "answer-still-overdue"]
)
LETTERS = Counter(
    {
        ("case-assigned", "focal-point"): 1,
        ("request-reminded", "focal-point"): 2,
        ("request-reminded", "deputy"): 2,
        ("request-escalated", "internal-supervisor"): 1,
        ("request-sent", "focal-point"): 1,
        ("request-escalated", "superior"): 1,
        ("request-escalated", "office-head"): 1,
    }
)
"""Of one case."""
LETTERS_LIMIT = 300.0
"""Two thousand of them, on a machine that has other work."""
LEVELS = {"L1": SILENT, "L2": SILENT, "L3": SILENT, "L4": 0, "L5": 0}

MESSAGES = table_of(MessageRow)


@pytest.fixture
def stack(databases: Databases, tmp_path: Path) -> Iterator[Stack]:
    with a_scaled_stack(tmp_path, databases) as prepared:
        yield prepared


async def _taken(stack: Stack) -> int:
    query = select(func.count()).select_from(DEEDS).where(DEEDS.c.deed.in_(TAKEN))
    [(count,)] = await stack.read("routing", query)
    return int(count)


async def test_two_timers_of_which_each_is_killed_take_every_step_once(stack: Stack) -> None:
    seed = int(os.environ.get(SEED_VARIABLE) or random.randrange(2**32))
    print(f"{SEED_VARIABLE}={seed}")
    moments = random.Random(seed)
    async with weeks_ago(stack) as office:
        await office.load(registry())
        cases = await open_cases(office, SILENT)
    await stack.start_services()
    whole = SILENT * STEPS.total()
    for place, victim in enumerate(BOTH):
        await _strike(stack, victim, whole * place // 2 + moments.randint(1, whole // 4))

    async with a_client(stack) as client:
        await until(lambda: _all_taken(stack, whole), 120, books.PAUSE)
        await books.until_quiet(stack, client, LETTERS_LIMIT)
        await _each_is_in_the_history_once(stack, cases)
        await _each_was_announced_once(stack, cases)
        await _each_letter_was_sent_once(stack)
        assert await books.assert_the_mails_arrived(stack, client) == 0
        [figures] = await books.groups(stack, client, "requests")
        assert figures["escalated"] == LEVELS
        await books.assert_nothing_is_left(stack)


async def _strike(stack: Stack, victim: str, moment: int) -> None:
    """Kill a process when so many steps have been taken, and start it again."""

    async def reached() -> bool:
        return await _taken(stack) >= moment

    await until(reached, 120)
    stack.kill(victim)
    taken = await _taken(stack)
    print(f"{victim} dies after {taken} steps, having to take {moment}")
    assert taken < SILENT * STEPS.total(), "it was to die in the middle"
    stack.launch(victim)


async def _all_taken(stack: Stack, whole: int) -> bool:
    return await _taken(stack) >= whole


async def _each_is_in_the_history_once(stack: Stack, cases: Sequence[UUID]) -> None:
    query = select(DEEDS.c.case_id, DEEDS.c.told).where(DEEDS.c.deed.in_(TAKEN))
    told = Counter(
        (row.case_id, orjson.loads(row.told)["said"]["step"])
        for row in await stack.read("routing", query)
    )
    assert told == Counter((one, step) for one in cases for step in STEPS)
    async with weeks_ago(stack) as office:
        await office.holds_to_its_histories()


async def _each_was_announced_once(stack: Stack, cases: Sequence[UUID]) -> None:
    told: dict[str, list[tuple[int, str]]] = {str(one): [] for one in cases}
    for event in await announced(stack):
        short = event["type"].removeprefix("routing.").removesuffix(".v1")
        told[event["subject"]].append((int(event["sequence"]), short))
    kinds = Counter(
        {"case.assigned": 1, "request.reminded": 1, "request.escalated": 3, "request.sent": 1}
    )
    for events in told.values():
        ranks = [rank for rank, _ in events]
        assert ranks == sorted(set(ranks))
        assert Counter(kind for _, kind in events if kind != "request.delivered") == kinds
        delivered = [kind for _, kind in events if kind == "request.delivered"]
        assert len(delivered) == 2  # of both requests


async def _each_letter_was_sent_once(stack: Stack) -> None:
    columns = (MESSAGES.c.template, MESSAGES.c.recipient, MESSAGES.c.state, MESSAGES.c.case_id)
    rows = await stack.read("notifications", select(*columns))
    assert {row.state for row in rows} == {"sent"}
    of_one = Counter((row.case_id, row.template, row.recipient) for row in rows)
    ids = {row.case_id for row in rows}
    wanted = {(one, *letter): count for one in ids for letter, count in LETTERS.items()}
    assert of_one == Counter(wanted)
