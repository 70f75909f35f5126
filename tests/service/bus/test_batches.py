"""A batch is one commit; who spoils it is found by halving, and who may kill us waits for last."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from deploy import dead_letters
from shared.bus.consumer import RETRY_SECONDS, SUSPECT_AFTER, Consumer
from shared.clock import now
from shared.db.transaction import Transaction
from shared.events.base import Envelope
from tests.factories import an_accepted_complaint, an_event
from tests.service.bus.notebook import DURABLE, Notebook
from tests.waiting import until

Opening = Callable[[datetime], AbstractAsyncContextManager[Transaction]]

_places = count(1_000_000)
"""Far beyond those of the real stream: by its place the broker knows a letter that it has."""


def _delivered(client: Client, event: Envelope[Any], times: int = 1) -> Msg:
    """An event as the broker hands it over, for the so-manieth time."""
    place = next(_places)
    return Msg(
        _client=client,
        subject=event.data.subject,
        reply=f"$JS.ACK.{DURABLE.stream}.{DURABLE.name}.{times}.{place}.{place}.0.0",
        data=event.model_dump_json().encode(),
    )


def _consumer(notebook: Notebook, client: Client) -> Consumer:
    return Consumer(DURABLE, notebook.ear, client=client, database=notebook.database, clock=now)


def _events(number: int) -> list[Envelope[Any]]:
    return [an_event(an_accepted_complaint()) for _ in range(number)]


def _ids(events: Sequence[Envelope[Any]]) -> list[UUID]:
    return [event.data.complaint_id for event in events]


@pytest.fixture
def begun(notebook: Notebook, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Each transaction that is begun, and whether it was committed."""
    transactions: list[bool] = []

    def watched(opening: Opening) -> Opening:
        @asynccontextmanager
        async def watching(recorded: datetime) -> AsyncIterator[Transaction]:
            transactions.append(False)
            place = len(transactions) - 1
            async with opening(recorded) as tx:
                yield tx
            transactions[place] = True

        return watching

    for name in ("saving", "transaction"):
        opening: Opening = getattr(notebook.database, name)
        monkeypatch.setattr(notebook.database, name, watched(opening))
    return transactions


async def test_a_batch_is_one_commit(
    notebook: Notebook, operator: Client, begun: list[bool]
) -> None:
    events = _events(50)

    await _consumer(notebook, operator).hear([_delivered(operator, event) for event in events])

    assert begun == [True]
    assert await notebook.noted() == _ids(events)


async def test_who_spoils_a_batch_is_found_by_halving_it(
    notebook: Notebook, operator: Client, begun: list[bool]
) -> None:
    events = _events(16)
    notebook.stumbles.add(events[11].data.complaint_id)

    await _consumer(notebook, operator).hear([_delivered(operator, event) for event in events])

    others = [event for event in events if event is not events[11]]
    assert await notebook.noted() == _ids(others)
    assert begun.count(True) == 4, "16 = 8 and 2, 1 and the culprit, 4: four sound parts"
    assert begun.count(False) == 5
    tries = Counter(notebook.tries)
    assert tries[events[11].data.complaint_id] == 5
    assert max(tries.values()) == 5
    assert tries[events[0].data.complaint_id] == 2, "the half that is sound is tried once more"


async def test_the_waits_between_tries_grow_and_then_it_is_set_aside(
    notebook: Notebook, operator: Client
) -> None:
    [event] = _events(1)
    notebook.stumbles.add(event.data.complaint_id)
    consumer = _consumer(notebook, operator)
    answers: list[bytes] = []

    async def answered(message: Msg) -> None:
        answers.append(message.data)

    await operator.subscribe("$JS.ACK.>", cb=answered)
    for times in range(1, len(RETRY_SECONDS) + 2):
        await consumer.hear([_delivered(operator, event, times)])

    waits = [b'-NAK {"delay": %d}' % (seconds * 10**9) for seconds in (1, 5, 30, 120)]
    await until(lambda: _are(answers, [*waits, b"+TERM"]))
    [letter] = await dead_letters.read_all(operator)
    assert letter.error == "stumbled"


async def _are(found: list[bytes], expected: list[bytes]) -> bool:
    return found == expected


async def test_what_may_take_the_process_down_is_handled_alone_after_the_others(
    notebook: Notebook, operator: Client, begun: list[bool]
) -> None:
    suspect, *others = _events(6)
    messages = [_delivered(operator, suspect, SUSPECT_AFTER + 1)]
    messages += [_delivered(operator, event) for event in others]

    await _consumer(notebook, operator).hear(messages)

    assert notebook.tries == _ids([*others, suspect])
    assert begun == [True, True]


async def test_what_has_taken_it_down_too_often_is_set_aside_untried(
    notebook: Notebook, operator: Client
) -> None:
    culprit, neighbour = _events(2)
    messages = [
        _delivered(operator, culprit, 2 * SUSPECT_AFTER + 1),
        _delivered(operator, neighbour),
    ]

    await _consumer(notebook, operator).hear(messages)

    assert notebook.tries == _ids([neighbour])
    [letter] = await dead_letters.read_all(operator)
    assert letter.error == "takes its process down"
