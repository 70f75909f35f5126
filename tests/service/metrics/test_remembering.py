"""An answer is given again as long as nothing was counted, and never when something was."""

from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from starlette.responses import Response

from services.metrics import store
from services.metrics.handlers import ear
from services.metrics.models import FactRow, RollupRow, TallyRow
from services.metrics.remembering import ALL_BYTES, ONE_BYTES, Asked, Memory
from services.metrics.store import rebuilt
from shared.db.database import Database
from shared.db.transaction import table_of
from tests.factories import NOON, an_accepted_complaint
from tests.samples import a_sample_event
from tests.service.metrics.listening import happened, tell

PATH = "/statistics/closures?period=2022-Q1"
OTHER = "/dashboard?period=2022-Q1"


async def received(client: httpx.AsyncClient) -> int | str:
    answer = await client.get(PATH)
    assert answer.status_code == 200, answer.text
    count: int | str = answer.json()["groups"][0]["received"]
    return count


async def forget_all_counts(database: Database) -> None:
    """Behind the back of the service: what is answered afterwards was remembered."""
    async with database.plain_transaction() as connection:
        for row in (TallyRow, RollupRow, FactRow):
            await connection.execute(sa.delete(table_of(row)))


async def test_what_was_answered_is_given_again_until_something_is_counted(
    database: Database, client: httpx.AsyncClient
) -> None:
    await happened(database, *(an_accepted_complaint() for _ in range(7)))
    first, page = await client.get(PATH), await client.get(OTHER)
    await forget_all_counts(database)
    again, same_page = await client.get(PATH), await client.get(OTHER)
    assert (again.content, same_page.content) == (first.content, page.content)
    assert again.headers == first.headers
    await happened(database, an_accepted_complaint())
    assert await received(client) == 1


@pytest.mark.parametrize("kind", sorted(ear.hearings))
async def test_whatever_is_kept_makes_answers_anew(database: Database, kind: str) -> None:
    before = await state_of(database)
    await tell(database, [a_sample_event(ear.hearings[kind].fact)])
    after = await state_of(database)
    assert (after[0] > before[0]) == (after[1] > before[1])


async def state_of(database: Database) -> tuple[int, int]:
    """The number of the figures, and of all rows that were heard."""
    async with database.reading() as connection:
        kept = [
            await connection.scalar(sa.select(sa.func.count()).select_from(table_of(row)))
            for row in rebuilt.KEPT
        ]
        return await store.changes(connection), sum(one or 0 for one in kept)


async def test_the_public_is_not_given_what_staff_were(
    database: Database, client: httpx.AsyncClient, public: httpx.AsyncClient
) -> None:
    await happened(database, *(an_accepted_complaint() for _ in range(3)))
    assert await received(client) == 3
    assert await received(public) == "suppressed"
    assert await received(client) == 3


async def test_time_alone_makes_an_answer_anew_within_a_minute(
    app: FastAPI, database: Database, client: httpx.AsyncClient
) -> None:
    await happened(database, an_accepted_complaint())
    assert await received(client) == 1
    await forget_all_counts(database)
    app.state.clock = lambda: NOON + timedelta(seconds=59)
    assert await received(client) == 1
    app.state.clock = lambda: NOON + timedelta(seconds=60)
    assert await received(client) == 0


def test_no_more_is_remembered_than_there_is_room_for() -> None:
    memory, body = Memory(), b"x" * (ONE_BYTES - 100)
    memory.at((1, NOON))
    for number in range(2 * ALL_BYTES // ONE_BYTES):
        memory.keep(asked(number), Response(body))
    assert memory.size <= ALL_BYTES
    assert memory.recall(asked(0)) is None
    last = memory.recall(asked(number))
    assert last is not None
    assert last.body == body


def test_what_is_refused_or_too_long_is_not_remembered() -> None:
    memory = Memory()
    memory.at((1, NOON))
    memory.keep(asked(1), Response(b"no", 404))
    memory.keep(asked(2), Response(b"x" * (ONE_BYTES + 1)))
    assert not memory.answers


def asked(number: int) -> Asked:
    return ("/statistics/closures", str(number), "", None)
