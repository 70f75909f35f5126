"""What routing does when time passes: it takes the steps of the ladder that are due.

Any number of instances may run it: a case is the lock of its deadlines, and what another instance
holds is passed over.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from uuid import UUID

from fastapi import FastAPI

from services.routing import desk, early, measures, policies, store
from services.routing.domain import ladder
from services.routing.domain.deadlines import Deadline
from services.routing.store import SYSTEM, Act, Key, Page
from shared.again import again
from shared.aside import LOOKED_AT_AGAIN, Aside
from shared.beside import beside, waiting_out
from shared.calendar.days import NoCalendar
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
    policies.in_force(app.state.settings.zones)  # read now: the first case must not wait for files
    async with beside(_watch(app.state.database, app.state.clock), "the timer of deadlines"):
        yield


async def _watch(database: Database, clock: Clock) -> None:
    recalculated = False
    news = early.news_aside(clock)
    while True:
        with waiting_out("the timer of deadlines"):
            if not recalculated:
                await recalculate(database, clock)
                recalculated = True
            while await early.catch_up(database, clock, news) + await take_steps(database, clock):
                pass
        await asyncio.sleep(POLL_SECONDS)


async def take_steps(database: Database, clock: Clock, limit: int = AT_ONCE) -> int:
    """Take one step of each case that has one due; answers how many were looked at."""
    now = clock()
    async with database.reading() as connection:
        if not await store.anything_due(connection, now):
            return 0
    try:
        return await again(lambda: _take(database, clock, limit))
    except Exception as trouble:
        if nobodys_fault(trouble):
            raise
        return await _one_by_one(database, clock, limit)


async def _one_by_one(database: Database, clock: Clock, limit: int) -> int:
    """One case is at fault: it waits, and stops no other clock."""
    now = clock()
    async with database.reading() as connection:
        ids = await store.due_ids(connection, now, limit)
    for case_id in ids:
        try:
            await again(partial(_take, database, clock, 1, only=case_id))
        except Exception as trouble:
            if nobodys_fault(trouble):
                raise
            log.error("a clock cannot be wound", case_id=str(case_id), exc_info=trouble)
            measures.STUCK.inc()
            async with database.transaction(now) as tx:
                await store.push_ahead(tx, case_id, now, now + LOOKED_AT_AGAIN)
    return len(ids)


async def _take(database: Database, clock: Clock, limit: int, *, only: UUID | None = None) -> int:
    now = clock()
    async with database.transaction(now) as tx:
        cases, due = await store.due_cases(tx, now, limit, only=only)
        kept: list[Deadline] = []
        acts: list[Act] = []
        for deadline in due:
            case = cases[deadline.case_id]
            stepped = ladder.next_step(case, deadline, await desk.at_hand(tx, case))
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
    """Move running deadlines forward where a later decree gives more time; never back.

    What cannot be counted again keeps its promise, and stops no other clock and no other office.
    """
    async with database.reading() as connection:
        counted_by: dict[str, list[tuple[str | None, str]]] = defaultdict(list)
        for office, agency, version in await store.calendars(connection):
            counted_by[office].append((agency, version))
    clocks: Aside[Key] = Aside("a clock that is counted again", clock, measures.STUCK)

    async def of_office(office: str) -> int:
        async with database.reading() as connection:
            directory = await store.directory_at(connection, office, clock())
        if directory is None:
            return 0
        old = {
            version
            for agency, version in counted_by[office]
            if (today := policies.calendar_in(directory, agency))
            and not policies.is_current(today, version)
        }
        # With a version come all clocks that have it.
        return await _recalculate_of(
            database, clock, Page(office, sorted(old), None, limit), clocks
        )

    offices: Aside[str] = Aside("an office that is counted again", clock, measures.STUCK)
    return await offices.each(counted_by, of_office)


async def _recalculate_of(database: Database, clock: Clock, page: Page, aside: Aside[Key]) -> int:
    moved = 0
    while page.counted_by:
        async with database.reading() as connection:
            keys = await store.outdated_keys(connection, page)
        if not keys:
            break
        moved += await aside.together(
            keys, lambda some: again(lambda: _recalculate_some(database, clock, some))
        )
        page = replace(page, after=keys[-1])
    return moved


async def _recalculate_some(database: Database, clock: Clock, keys: Sequence[Key]) -> int:
    now = clock()
    async with database.transaction(now) as tx:
        cases, found = await store.outdated(tx, keys)
        kept: list[Deadline] = []
        acts: list[Act] = []
        for deadline in found:
            case = cases[deadline.case_id]
            office = (await desk.at_hand(tx, case)).running()
            clocks = ladder.clocks_for(case, deadline, office, now)
            try:
                stepped = ladder.recalculate(case, deadline, clocks, now)
            except NoCalendar as unknown:  # its year is not decreed yet: the promise stands
                log.warning("not counted again", case_id=str(case.case_id), why=unknown.detail)
                measures.STUCK.inc()
                continue
            kept.append(stepped.deadline)
            if stepped.done:
                acts.append(Act(case, stepped.done, SYSTEM))
                # Two clocks of one request may move: the second finds the version after the first.
                after_this = stepped.done.version_after(case)
                cases[case.case_id] = replace(case, version=after_this)
        await _save(tx, kept, acts)
    return len(acts)
