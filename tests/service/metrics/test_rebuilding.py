"""Read models made anew from the streams are those that were, row by row, while all goes on."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from random import Random
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy
from nats.aio.client import Client

from services.metrics import rebuilding, store
from services.metrics.handlers import ear
from services.metrics.models import FactRow, RollupRow
from services.metrics.rebuilding import AtWork, Outcome
from services.metrics.store import rebuilt
from shared.bus.consumer import Consumer
from shared.bus.leader import Leadership
from shared.bus.topology import DURABLES
from shared.clock import now
from shared.db.database import Database
from shared.db.transaction import table_of
from tests.factories import NOON, an_accepted_complaint, an_assigned_case, an_event
from tests.service.metrics import facts, history
from tests.service.metrics.asking import requests, told_of
from tests.service.metrics.history import cases
from tests.service.metrics.listening import Event, tell
from tests.waiting import until

T = TypeVar("T")
FACTS, ROLLUPS = table_of(FactRow), table_of(RollupRow)
SOME, MANY = 40, 300


def drawn(count: int, any_of: SearchStrategy[T]) -> list[T]:
    """Of any kind, the same ones each time."""
    found: list[T] = []

    @settings(max_examples=count, deadline=None, database=None, derandomize=True)
    @given(any_of)
    def draw(one: T) -> None:
        found.append(one)

    draw()
    return found


def a_history(count: int) -> list[Event]:
    """All that is told of them, and of some letters, some of it twice and all of it shuffled."""
    chance = Random(count)
    told = [event for case in drawn(count, cases()) for event in history.events(case)]
    told += told_of(drawn(count, requests()))
    letters = (facts.a_sent_message(maybe_twice=True), facts.a_failed_message())
    told += [an_event(letter, NOON + timedelta(days=day)) for letter in letters for day in (0, 40)]
    told += [an_event(fact, NOON) for fact in (*facts.a_registry(), facts.a_joined_complaint())]
    chance.shuffle(told)
    return [*told, *told[:5]]


async def publish(operator: Client, events: Sequence[Event]) -> None:
    """Without an id of the message: the broker cannot know that it is a repeat."""
    stream = operator.jetstream()
    for event in events:
        await stream.publish(event.data.subject, event.model_dump_json().encode())


async def rows(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Everything but when it was heard, of which a rebuilding has its own."""
    found = {}
    async with database.reading() as connection:
        for row in rebuilt.ROWS:
            table = table_of(row)
            columns = [column for column in table.columns if column.name != "heard_at"]
            told = (await connection.execute(sa.select(*columns))).all()
            found[table.name] = sorted(map(tuple, told), key=repr)
    return found


async def rebuild(database: Database, operator: Client) -> Outcome:
    return await rebuilding.rebuild(database, operator, now, lambda _done, _total: None)


async def test_what_was_lost_or_wrong_is_as_it_was_row_by_row(
    database: Database, operator: Client
) -> None:
    events = a_history(SOME)
    await publish(operator, events)
    await operator.jetstream().publish("intake.complaint.accepted.v1", b"unreadable")
    await tell(database, list({event.id: event for event in events}.values()), NOON)
    await store.fold(database)
    before = await rows(database)
    async with database.plain_transaction() as connection:
        await connection.execute(sa.delete(FACTS).where(FACTS.c.kind == "closed"))
        await connection.execute(sa.update(ROLLUPS).values(count=ROLLUPS.c["count"] + 1))
    for _ in range(2):
        done = await rebuild(database, operator)
        assert (done.events, done.unreadable) == (len(events) + 1, 1)
        assert await rows(database) == before


async def test_the_tables_are_those_of_the_migrations(
    database_url: str, database: Database, operator: Client
) -> None:
    def made(connection: sa.Connection) -> list[Any]:
        looked = sa.inspect(connection)
        names = sorted(looked.get_table_names())
        of_postgres = connection.dialect.name == "postgresql"
        keys = [looked.get_pk_constraint(name) for name in names] if of_postgres else []
        return [
            (name, [(one["name"], str(one["type"])) for one in looked.get_columns(name)])
            for name in names
        ] + [[_told(one) for one in looked.get_indexes("facts")], keys]

    async with database.reading() as connection:
        before = await connection.run_sync(made)
    await rebuild(database, operator)
    async with database.reading() as connection:
        assert await connection.run_sync(made) == before


def _told(index: Any) -> tuple[Any, ...]:
    where = {str(one) for one in index["dialect_options"].values()}
    return (index["name"], index["column_names"], where)


async def test_what_is_heard_meanwhile_is_taken_over(database: Database, operator: Client) -> None:
    await rebuilt.begin(database)
    await rebuilt.write(database, {})
    await rebuilt.add_up(database)
    late = [an_event(one) for one in (an_assigned_case(), facts.a_sent_message())]
    await tell(database, late, NOON)
    before = await rows(database)
    await rebuilt.swap(database, NOON, NOON + timedelta(seconds=1))
    after = await rows(database)
    assert before["tallies"] == after["tallies"] != []
    assert after == before


async def test_what_was_not_heard_yet_is_counted_once(database: Database, operator: Client) -> None:
    ahead = an_event(an_accepted_complaint())
    await publish(operator, [ahead])
    await rebuild(database, operator)
    before = await rows(database)
    assert len(before["facts"]) == 1
    await tell(database, [ahead])
    assert await rows(database) == before


async def test_a_service_that_hears_and_folds_loses_and_doubles_nothing(
    database: Database, operator: Client
) -> None:
    events = a_history(MANY)
    distinct = len({event.id for event in events})

    async def heard_all() -> bool:
        async with database.reading() as connection:
            heard = await connection.scalar(sa.select(sa.func.count()).select_from(database.inbox))
        return bool(heard == distinct)

    await publish(operator, events[: len(events) // 2])
    async with hearing(database, operator):
        telling = asyncio.create_task(publish(operator, events[len(events) // 2 :]))
        while not telling.done():
            await rebuild(database, operator)
            await store.fold(database)
        await telling
        await until(heard_all)
    while await store.fold(database):
        pass
    as_heard = await rows(database)
    await rebuild(database, operator)
    assert await rows(database) == as_heard


@asynccontextmanager
async def hearing(database: Database, operator: Client) -> AsyncIterator[None]:
    """The consumers of a running service."""
    consumers = [
        Consumer(durable, ear, client=operator, database=database, clock=now)
        for durable in DURABLES
        if durable.service == "metrics"
    ]
    async with asyncio.TaskGroup() as group:
        for consumer in consumers:
            group.create_task(consumer.run())
        yield
        for consumer in consumers:
            consumer.stop()


async def test_two_do_not_rebuild_at_once(database: Database, operator: Client) -> None:
    async with Leadership(database.url, "rebuild") as somebody:
        assert await somebody.held()
        with pytest.raises(AtWork):
            await rebuild(database, operator)
