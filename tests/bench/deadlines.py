"""A million open deadlines, some of them due: how long an idle look takes, and firing those."""

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from services.routing import policies, store, timers
from services.routing.domain import assignment
from services.routing.domain.directory import Directory
from services.routing.domain.registry import Registry
from services.routing.models import DeadlineRow, InboxRow, OutboxRow
from shared.db.database import Database
from shared.db.transaction import Transaction, table_of
from shared.events.intake import ComplaintAccepted
from shared.ids import new_id
from tests.bench import load
from tests.bench.product.office import OFFICE, registry
from tests.bench.product.target import Product
from tests.bench.scenarios import Figures, Options
from tests.bench.targets import NotSettled, Target

OPENED = datetime(2026, 3, 9, 2, tzinfo=UTC)
NOW = OPENED + timedelta(days=30)
DUE = 10_000
MOST = 1_000_000
LOOKS = 1_000
AT_ONCE = 5_000

OUTBOX = table_of(OutboxRow)


async def deadlines(target: Target, options: Options) -> Figures:
    """Once at rest, then with some due, then at rest again; in this process, as a timer does it."""
    if not isinstance(target, Product):
        return {}
    await target.fresh()
    target.databases.start()
    database = Database(target.plan.database_url("routing"), OutboxRow, InboxRow)
    try:
        await _fill(database, min(max(options.cases), MOST))
        quiet = await _looks(database, OPENED)
        began = time.perf_counter()
        while await timers.take_steps(database, lambda: NOW):
            pass
        seconds = time.perf_counter() - began
        await _each_fired_once(database)
        idle = await _looks(database, NOW)
    finally:
        await database.close()
    return {
        "deadlines_empty_p99_ms": max(quiet, idle),
        "deadlines_fired_per_s": DUE / seconds,
    }


async def _fill(database: Database, deadlines: int) -> None:
    """The due ones belong to whole cases; of the others, only the clocks are there."""
    directory = Directory.of(Registry.model_validate(registry()))
    async with database.transaction(OPENED) as tx:
        await store.load(tx, Registry.model_validate(registry()))
    for first in range(0, deadlines, AT_ONCE):
        async with database.transaction(OPENED) as tx:
            for place in range(first, min(first + AT_ONCE, deadlines)):
                if place < DUE:
                    _add_due(tx, directory)
                else:
                    _add_waiting(tx, directory)
    async with database.plain_transaction() as connection:
        await connection.exec_driver_sql("ANALYZE")


def _opened(directory: Directory) -> assignment.Opened:
    return assignment.open_case(
        _complaint(),
        directory,
        policies.clocks(directory),
        case_id=new_id(),
        request_id=new_id(),
        at=OPENED,
        now=OPENED,
    )


def _add_due(tx: Transaction, directory: Directory) -> None:
    """Of each case one step is due: the last of its ladder."""
    opened, clocks = _opened(directory), policies.clocks(directory)
    [_, answer] = opened.deadlines
    steps = clocks.steps("answer", "clarification", 1)
    last = clocks.stepping(answer, OPENED, after=steps[-2].name)
    store.add_case(tx, opened._replace(deadlines=(last,)))


def _add_waiting(tx: Transaction, directory: Directory) -> None:
    if "waiting" not in tx.memo:
        tx.memo["waiting"] = store.deadline_values(_opened(directory).deadlines[1])
    key = new_id()
    later = NOW + timedelta(seconds=1 + key.int % 10_000_000)
    row = {**tx.memo["waiting"], "of_id": key, "case_id": new_id(), "next_at": later}
    tx.add(DeadlineRow, **row)


def _complaint() -> ComplaintAccepted:
    return ComplaintAccepted(
        complaint_id=new_id(),
        office=OFFICE,
        access_type="LM",
        channel="website",
        substance="listrik",
        agency="a007",
        reachable=False,
        registered_at=OPENED,
    )


async def _looks(database: Database, now: datetime) -> float:
    """The 99th percentile of an idle look, in milliseconds."""
    waits = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        if await timers.take_steps(database, lambda: now):
            raise NotSettled("something was due that should not be")
        waits.append(time.perf_counter() - began)
    return load.percentile(waits, 99) * 1e3


async def _each_fired_once(database: Database) -> None:
    told: Counter[UUID] = Counter()
    async with database.reading() as connection:
        for row in await connection.execute(select(OUTBOX.c.body)):
            event: dict[str, Any] = orjson.loads(row.body)
            told[UUID(event["subject"])] += event["type"] == "routing.request.escalated.v1"
    if len(told) != DUE or set(told.values()) != {1}:
        raise NotSettled(f"of {DUE} due deadlines {len(told)} fired, not each of them once")
