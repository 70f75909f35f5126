"""Rows are saved whole or not at all, few or many of them, also after the server went away."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from shared.clock import now
from shared.db.bulk import COPY_FROM
from shared.db.database import IDLE_LIMIT, Database
from shared.db.transaction import Announcement
from shared.ids import new_id
from tests.factories import NOON, an_accepted_complaint
from tests.service.bus.notebook import NOTES

COUNT = select(func.count(NOTES.c.note_id))


def notes(count: int) -> list[dict[str, Any]]:
    return [{"note_id": new_id(), "complaint_id": new_id()} for _ in range(count)]


async def save(database: Database, rows: Sequence[dict[str, Any]]) -> None:
    async with database.saving(now()) as tx:
        tx.add_to(database.inbox, [{"event_id": new_id(), "heard_at": now()}])
        tx.add_to(NOTES, rows)


async def counted(database: Database) -> tuple[int, int]:
    async with database.reading() as connection:
        heard = select(func.count()).select_from(database.inbox)
        return (await connection.execute(COUNT)).scalar_one(), (
            await connection.execute(heard)
        ).scalar_one()


@pytest.mark.parametrize("count", [1, COPY_FROM, 3 * COPY_FROM])
async def test_few_and_many_rows_are_saved_alike(database: Database, count: int) -> None:
    rows = notes(count)
    await save(database, rows)
    async with database.reading() as connection:
        found = (await connection.execute(select(NOTES).order_by(NOTES.c.note_id))).all()
    assert [(str(row.note_id), str(row.complaint_id)) for row in found] == [
        (str(row["note_id"]), str(row["complaint_id"])) for row in rows
    ]


@pytest.mark.parametrize("count", [2, COPY_FROM + 2])
async def test_one_row_that_is_there_already_saves_none(database: Database, count: int) -> None:
    first = notes(1)
    await save(database, first)
    with pytest.raises(IntegrityError):
        await save(database, [*notes(count - 1), *first])
    assert await counted(database) == (1, 1)
    await save(database, notes(count))
    assert await counted(database) == (1 + count, 2)


async def announced(database: Database) -> Announcement:
    async with database.saving(now()) as tx:
        tx.emit(an_accepted_complaint(), time=NOON)
    return tx.announced[0]


async def unsent(database: Database) -> int:
    async with database.reading() as connection:
        rows = select(func.count()).select_from(database.outbox)
        return (await connection.execute(rows)).scalar_one()


async def test_what_was_announced_is_forgotten_with_what_is_saved_next(database: Database) -> None:
    await database.forget([(await announced(database)).event_id])
    assert await unsent(database) == (1 if database.is_sqlite else 0)
    await save(database, notes(1))
    assert await unsent(database) == 0
    await database.forget([(await announced(database)).event_id])
    await database.forget_now()
    assert await unsent(database) == 0


async def test_what_could_not_be_saved_takes_no_forgetting_with_it(database: Database) -> None:
    first = notes(1)
    await save(database, first)
    await database.forget([(await announced(database)).event_id])
    with pytest.raises(IntegrityError):
        await save(database, first)
    await database.forget_now()
    assert await unsent(database) == 0
    assert await counted(database) == (1, 1)


async def test_connections_that_the_server_ended_are_not_used_again(database: Database) -> None:
    """After the first failure that tells of it, none of those that stood idle is tried."""
    if database.is_sqlite:
        pytest.skip("there is no server that could end a connection")
    await save(database, notes(1))
    async with database.reading() as one, database.reading() as other:
        for connection in (one, other):
            await connection.execute(COUNT)
    end_all = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    async with database.plain_transaction() as connection:
        await connection.execute(end_all)
    failures = 0
    for _ in range(IDLE_LIMIT + 1):
        try:
            await save(database, notes(1))
        except DBAPIError:
            failures += 1
    assert failures == 1
    assert await counted(database) == (1 + IDLE_LIMIT, 1 + IDLE_LIMIT)
