"""What routing does when time passes: it takes the steps of the ladder that are due.

Any number of instances may run it: a case is the lock of its deadlines, and what another instance
holds is passed over.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import FastAPI

from services.routing import desk, policies, store
from services.routing.domain import ladder
from services.routing.domain.deadlines import Deadline
from services.routing.store import SYSTEM, Act
from shared.bus.bus import LOST_FOR_GOOD
from shared.clock import Clock
from shared.db.database import Database
from shared.db.transaction import Transaction
from shared.log import log
from shared.surroundings import nobodys_fault

POLL_SECONDS = 1.0
AT_ONCE = 200
"""Cases in one transaction: few enough that nobody waits long for a lock."""


@asynccontextmanager
async def watching(app: FastAPI) -> AsyncIterator[None]:
    """Runs beside the service: counts anew by the calendar of today, then watches the clocks."""
    policies.in_force()  # read now: the first case must not wait for files
    task = asyncio.create_task(_watched(app.state.database, app.state.clock))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _watched(database: Database, clock: Clock) -> None:
    """A timer that ends by an error is a bug: better no process than clocks that nobody watches."""
    recalculated = False
    while True:
        try:
            if not recalculated:
                await recalculate(database, clock)
                recalculated = True
            while await take_steps(database, clock):
                pass
        except Exception as trouble:  # noqa: BLE001 - it is waited for, or the process ends
            if not nobodys_fault(trouble):
                log.error("the timer of deadlines ended", exc_info=trouble)
                os._exit(LOST_FOR_GOOD)
            log.warning("deadlines wait", error=repr(trouble))
        await asyncio.sleep(POLL_SECONDS)


async def take_steps(database: Database, clock: Clock, limit: int = AT_ONCE) -> int:
    """Take one step of each case that has one due; answers how many were looked at."""
    now = clock()
    async with database.reading() as connection:
        if not await store.anything_due(connection, now):
            return 0
    return await desk.in_the_end(lambda: _take(database, clock, limit))


async def _take(database: Database, clock: Clock, limit: int) -> int:
    now = clock()
    async with database.transaction(now) as tx:
        cases, due = await store.due_cases(tx, now, limit)
        kept: list[Deadline] = []
        acts: list[Act] = []
        for deadline in due:
            case = cases[deadline.case_id]
            clocks = (await desk.at_hand(tx, case)).running()
            stepped = ladder.next_step(case, deadline, clocks, now)
            kept.append(stepped.deadline)
            if stepped.done:
                acts.append(Act(case, stepped.done, SYSTEM))
        await _save(tx, kept, acts)
    return len(due)


async def _save(tx: Transaction, kept: list[Deadline], acts: list[Act]) -> None:
    await store.keep(tx, kept)
    await store.change(tx, acts)
    store.emit(tx, acts)


async def recalculate(database: Database, clock: Clock, limit: int = AT_ONCE) -> int:
    """Move running deadlines forward where a later decree gives more time; never back."""
    async with database.reading() as connection:
        counted_by = await store.calendars(connection)
    old = [version for version in counted_by if not policies.is_current(version)]
    moved = 0
    after: tuple[UUID, str] | None = None
    while old:
        here, after = await _recalculate_some(database, clock, Page(old, after, limit))
        moved += here
        if after is None:
            break
    return moved


@dataclass(frozen=True, slots=True)
class Page:
    """So many deadlines counted by old calendars, after a key."""

    counted_by: list[str]
    after: tuple[UUID, str] | None
    limit: int


async def _recalculate_some(
    database: Database, clock: Clock, page: Page
) -> tuple[int, tuple[UUID, str] | None]:
    now = clock()
    async with database.transaction(now) as tx:
        cases, found = await store.outdated(tx, page.counted_by, page.after, page.limit)
        kept: list[Deadline] = []
        acts: list[Act] = []
        for deadline in found:
            case = cases[deadline.case_id]
            clocks = (await desk.at_hand(tx, case)).running()
            stepped = ladder.recalculate(case, deadline, clocks, now)
            kept.append(stepped.deadline)
            if stepped.done:
                acts.append(Act(case, stepped.done, SYSTEM))
                # Two clocks of one request may move: the second finds the version after the first.
                after_this = stepped.done.version_after(case)
                cases[case.case_id] = replace(case, version=after_this)
        await _save(tx, kept, acts)
    return len(acts), (found[-1].of_id, found[-1].clock) if found else None
