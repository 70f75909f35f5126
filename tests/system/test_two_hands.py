"""Two hands on one case, through two processes: one wins, the other is told so, one event."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

import orjson
import pytest
from sqlalchemy import select

from services.notifications.models import MessageRow
from shared.access.person import Person
from shared.clock import now
from shared.db.transaction import table_of
from tests.databases import Databases
from tests.journeys.conftest import registry
from tests.service.routing.office import CLOSURE
from tests.system import books
from tests.system.scaled import (
    DEEDS,
    TAKEN,
    Doors,
    a_scaled_stack,
    announced,
    doors,
    open_cases,
    weeks_ago,
)
from tests.system.stack import Stack
from tests.system.traffic import a_client

pytestmark = [
    pytest.mark.system,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("stack-postgresql"),
]

MESSAGES = table_of(MessageRow)
OFFICER = Person("water-primary", "focal-point", "babel", "water")
EXAMINERS = (Person("siti", "examiner", "babel"), Person("budi", "examiner", "babel"))
RACES = 20
AT_ONCE = 40
ROUNDS = 15
"""By then both the officer and the timer have been first."""


@pytest.fixture
def stack(databases: Databases, tmp_path: Path) -> Iterator[Stack]:
    with a_scaled_stack(tmp_path, databases) as prepared:
        yield prepared


async def test_of_two_examiners_one_closes_the_case(stack: Stack) -> None:
    async with weeks_ago(stack) as office:
        office.clock.now = now()
        await office.load(registry())
        cases = await open_cases(office, RACES)
    await stack.start_services()
    winners: dict[str, str] = {}
    async with doors(stack) as both, a_client(stack) as client:
        await books.until_quiet(stack, client)  # the proof of a delivery is a change, too
        for place, case_id in enumerate(cases):
            winners[str(case_id)] = await _close_twice(both, case_id, have_read=place % 2 == 1)
        print(f"the first won {list(winners.values()).count(EXAMINERS[0].id)} of {RACES}")
        await books.until_quiet(stack, client)
    closed = [one for one in await announced(stack) if one["type"] == "routing.case.closed.v1"]
    assert Counter(one["subject"] for one in closed) == Counter(winners.keys())
    query = select(DEEDS.c.case_id, DEEDS.c.actor_id).where(DEEDS.c.deed == "close")
    rows = await stack.read("routing", query)
    assert sorted((str(row.case_id), row.actor_id) for row in rows) == sorted(winners.items())
    query = select(MESSAGES.c.case_id).where(MESSAGES.c.template == "case-ended")
    ended = await stack.read("notifications", query)
    assert Counter(str(row.case_id) for row in ended) == Counter(winners.keys())
    await books.assert_nothing_is_left(stack)


async def _close_twice(here: Doors, case_id: UUID, *, have_read: bool) -> str:
    """Both at once, each through a process of their own; answers who has closed it."""
    read = await here.etag(case_id, EXAMINERS[0]) if have_read else None
    answers = await asyncio.gather(
        *(
            door.post(f"/cases/{case_id}/closure", json=CLOSURE, headers=here.headers(person, read))
            for door, person in zip(here.clients, EXAMINERS, strict=True)
        )
    )
    found = {answer.status_code: place for place, answer in enumerate(answers)}
    assert set(found) == {201, 412 if have_read else 409}
    refused = answers[1 - found[201]].json()
    assert refused["code"] == ("stale" if have_read else "illegal-move")
    return EXAMINERS[found[201]].id


async def test_an_officer_answers_while_the_deadline_fires(stack: Stack) -> None:
    """Who has read the case as it was before a step is told so, and nothing of it is done."""
    async with weeks_ago(stack) as office:
        await office.load(registry())
        await stack.start_services()
        first: Counter[int] = Counter()
        cases: list[UUID] = []
        async with doors(stack) as both:
            for _ in range(ROUNDS):
                here = await open_cases(office, AT_ONCE)
                cases += here
                first += Counter(await asyncio.gather(*(_answer(both, one) for one in here)))
                if set(first) == {201, 412}:
                    break
        print(f"the officer was first {first[201]} times, the timer {first[412]} times")
        assert set(first) == {201, 412}
        async with a_client(stack) as client:
            await books.until_quiet(stack, client)
        await office.holds_to_its_histories()
    await _each_was_answered_once(stack, cases)
    await books.assert_nothing_is_left(stack)


async def _answer(here: Doors, case_id: UUID) -> int:
    """Answer to what was read; after a refusal, to what is there now. Answers the first status."""
    statuses: list[int] = []
    etag = '"1"'
    while 201 not in statuses:
        door = here.clients[case_id.int % 2]
        headers = here.headers(OFFICER, etag)
        said = {"text": f"Jawaban ke-{len(statuses)}."}
        answer = await door.post(f"/cases/{case_id}/answer", json=said, headers=headers)
        statuses.append(answer.status_code)
        assert answer.status_code in (201, 412), answer.text
        if answer.status_code == 412:
            assert answer.json()["code"] == "stale"
            etag = await here.etag(case_id, OFFICER)
    return statuses[0]


async def _each_was_answered_once(stack: Stack, cases: Sequence[UUID]) -> None:
    """And after its answer no step was taken, nor any step twice."""
    query = (
        select(DEEDS).where(DEEDS.c.deed != "deliver").order_by(DEEDS.c.case_id, DEEDS.c.version)
    )
    histories: dict[UUID, list[str]] = {one: [] for one in cases}
    steps: Counter[tuple[UUID, str]] = Counter()
    for line in await stack.read("routing", query):
        histories[line.case_id].append(line.deed)
        if line.deed in TAKEN:
            steps[line.case_id, orjson.loads(line.told)["said"]["step"]] += 1
    assert set(steps.values()) <= {1}
    assert {(deeds[-1], deeds.count("answer")) for deeds in histories.values()} == {("answer", 1)}
    events = [one for one in await announced(stack) if one["type"].endswith("answered.v1")]
    assert Counter(one["subject"] for one in events) == Counter(map(str, cases))
