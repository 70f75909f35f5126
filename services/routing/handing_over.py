"""Nobody stays with an officer who has left: whoever is in office gets what is open, and what
waited for want of an officer.

Done at the turn of each office's day, and as soon as its registry changes. Any number of instances
may do it: the office's row is the lock of its alarms, a case that of its hand-over.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import NamedTuple
from uuid import UUID

from fastapi import FastAPI

from services.routing import desk, measures, store
from services.routing.desk import Order
from services.routing.domain import bearers
from services.routing.domain.deeds import HandOver, Place, TakeOver
from services.routing.domain.directory import Directory
from services.routing.store import Actor
from shared.aside import LOOKED_AT_AGAIN, Aside
from shared.beside import beside, waiting_out
from shared.clock import Clock
from shared.db.database import Database
from shared.events.registry import FocalPointMissing

POLL_SECONDS = 1.0
AT_ONCE = 100

TWICE = timedelta(seconds=10)
"""After which an office is looked at again: a process that still believed in the version of
before may have put a case to whoever had left."""

REGISTRY = Actor("system", "registry")


class Look(NamedTuple):
    """What an office's registry and day were when it was seen to."""

    version: int
    day: date
    again_at: datetime | None
    """None: it was looked at twice, which is enough where no case is at fault."""


Looked = dict[str, Look]
"""The last look, by office."""

Known = tuple[str, int]
"""An office and the version of its registry."""


@asynccontextmanager
async def watching(app: FastAPI) -> AsyncIterator[None]:
    """Runs beside the service."""
    async with beside(_watch(app.state.database, app.state.clock), "the timer of officers"):
        yield


async def _watch(database: Database, clock: Clock) -> None:
    looked: Looked = {}
    offices = _aside(clock)
    while True:
        with waiting_out("handing over"):
            await look(database, clock, looked, offices)
        await asyncio.sleep(POLL_SECONDS)


async def look(
    database: Database, clock: Clock, looked: Looked, aside: Aside[Known] | None = None
) -> int:
    """See to offices whose registry or day is another than before; answers how many cases moved.

    An office whose registry is at fault waits, and stops no other.
    """
    aside = aside or _aside(clock)
    async with database.reading() as connection:
        known = list((await store.versions(connection, clock())).items())
    waiting = aside.waiting()
    return await aside.each(
        [one for one in known if one not in waiting],
        lambda one: _look_at(database, clock, one, looked),
    )


def _aside(clock: Clock) -> Aside[Known]:
    """A registry that is mended is another version, and is looked at without waiting."""
    return Aside("handing over in an office", clock, measures.STUCK)


async def _look_at(database: Database, clock: Clock, known: Known, looked: Looked) -> int:
    now = clock()
    office, version = known
    async with database.reading() as connection:
        directory = await store.directory_at(connection, office, now)
    if directory is None:
        return 0
    day = now.astimezone(directory.zone).date()
    before = looked.get(office)
    is_second = before is not None and (before.version, before.day) == (version, day)
    if before and is_second and (before.again_at is None or now < before.again_at):
        return 0
    cases: Aside[UUID] = Aside("a case that is handed over", clock, measures.STUCK)
    await _alarm(database, clock, directory, day)
    moved = await _hand_over(database, clock, directory, day, cases)
    moved += await _place_waiting(database, clock, directory, day, cases)
    at_fault = now + LOOKED_AT_AGAIN if cases.waiting() else None
    looked[office] = Look(version, day, at_fault if is_second else now + TWICE)
    return moved


async def _alarm(database: Database, clock: Clock, directory: Directory, day: date) -> None:
    """Once for each vacancy, whoever notices it first."""
    vacant = set(directory.vacant(day))
    async with database.reading() as connection:
        known = {one.agency for one in await store.vacancies(connection, directory.office)}
    if vacant == known:
        return
    async with database.transaction(clock()) as tx:
        version = await store.office_to_change(tx, directory.office)
        known = {one.agency for one in await store.vacancies(tx.connection, directory.office)}
        for agency in sorted(vacant - known):
            since = directory.vacant_since(agency, day)
            store.add_vacancy(tx, directory.office, agency, since)
            fact = FocalPointMissing(
                office=directory.office,
                agency=agency,
                record_id=agency,
                since=since,
                recipients=bearers.alarmed(directory, agency, day),
            )
            began = datetime.combine(since, time(), directory.zone)
            tx.emit(fact, time=min(began, tx.recorded), sequence=version or 1)
        await store.fill_vacancies(tx, directory.office, known - vacant)


async def _hand_over(
    database: Database, clock: Clock, directory: Directory, day: date, cases: Aside[UUID]
) -> int:
    """An appointment is of one agency: whoever is in office anywhere has left nobody behind."""
    officers = {agency: directory.officers(agency, day) for agency in directory.agencies}
    in_office = {one.appointment_id for them in officers.values() for one in them}
    manned = {agency for agency, them in officers.items() if them}
    page = partial(store.left_behind, office=directory.office, agencies=manned, in_office=in_office)
    return await _to_each(database, clock, page, TakeOver(), cases)


async def _place_waiting(
    database: Database, clock: Clock, directory: Directory, day: date, cases: Aside[UUID]
) -> int:
    """What no rule could place stays for staff: there only a person knows where to."""
    placed = 0
    async with database.reading() as connection:
        agencies = await store.waited_for(connection, directory.office)
    for agency in agencies:
        if not directory.officers(agency, day):
            continue
        page = partial(store.waiting_for, office=directory.office, agency=agency)
        placed += await _to_each(database, clock, page, Place(agency=agency), cases)
    return placed


async def _to_each(
    database: Database,
    clock: Clock,
    page: Callable[..., Awaitable[list[UUID]]],
    deed: HandOver | Place,
    aside: Aside[UUID],
) -> int:
    """Do the deed to every case, a page at a time; answers to how many it was done."""
    moved = 0
    after: UUID | None = None
    while True:
        async with database.reading() as connection:
            here = await page(connection, after=after, limit=AT_ONCE)
        if not here:
            return moved
        after = here[-1]
        moved += await aside.together(here, lambda some: _do(database, clock, some, deed))


async def _do(
    database: Database, clock: Clock, case_ids: Sequence[UUID], deed: HandOver | Place
) -> int:
    orders = [Order(deed, REGISTRY, case_id=case_id) for case_id in case_ids]
    done = await desk.do_all(database, clock, orders)
    return sum(not isinstance(one, Exception) for one in done)
