"""What intake does when time passes: it ends clocks and tells which are overdue, takes proofs of
receipt, looks for duplicates, and gives numbers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake import lookalikes, store
from services.intake.agenda import Agenda
from services.intake.desk import Desk, Order, do_all
from services.intake.domain.deeds import Deed, Expire, NoteNotice, ProveReceipt
from services.intake.domain.duplicates import Candidate
from services.intake.overdue import reckon_clocks, tell_overdue
from shared.aside import Aside
from shared.beside import beside, waiting_out
from shared.log import log
from shared.surroundings import nobodys_fault

PAUSE_SECONDS = 1.0
NUMBERS_SECONDS = 20.0
"""Numbers have time: a page of them in each so many. That is eight million a day, and after a rush
of filings they are made good in quiet instead of taking from those who file and answer."""
EXPIRED_AT_ONCE = 100
COMPARED_AT_ONCE = 20
PROOFS_AT_ONCE = 100
PROVED = ("completion-requested", "complaint-declined")


async def end_clocks(desk: Desk, aside: Aside[UUID] | None = None) -> int:
    """Decline whatever was not completed in time; answers how many.

    Several processes may see the same: each complaint is locked, and who comes second finds it
    declined or completed.
    """
    aside = aside or desk.aside("ending its clock")
    async with desk.database.reading() as connection:
        without = aside.waiting()
        over = await store.expired(connection, desk.clock(), EXPIRED_AT_ONCE, without=without)
    if not over:
        return 0

    async def end(some: Sequence[UUID]) -> int:
        refusals = await do_all(desk, [Order(one, Expire(), "system") for one in some])
        return refusals.count(None)

    declined = await aside.together(over, end)
    log.info("clocks ended", declined=declined)
    return declined


async def take_proofs(desk: Desk, aside: Aside[UUID] | None = None) -> int:
    """Start the reporters' clocks whose notices were delivered; answers how many proofs were read.

    A proof that comes after the matter is settled, or after somebody has noted the receipt,
    changes nothing: what was promised stays. A crash in between repeats it to the same end.
    """
    aside = aside or desk.aside("taking the proof of a notice")
    async with desk.database.reading() as connection:
        without = aside.waiting()
        found = await store.proofs(connection, desk.clock(), PROOFS_AT_ONCE, without=without)
    if not found:
        return 0
    ids = list(dict.fromkeys(one.complaint_id for one in found))
    return await aside.together(
        ids, lambda some: _take(desk, [one for one in found if one.complaint_id in some])
    )


async def _take(desk: Desk, found: Sequence[Any]) -> int:
    waiting = [one for one in found if one.notice in PROVED]
    while waiting:  # one of each complaint at a time: a second letter has a proof of its own
        first = {one.complaint_id: one for one in reversed(waiting)}
        await do_all(desk, [Order(of, _proof(one), "system") for of, one in first.items()])
        waiting = [one for one in waiting if first[one.complaint_id] is not one]
    async with desk.database.plain_transaction() as connection:
        await store.forget_proofs(connection, [one.event_id for one in found])
    return len(found)


def _proof(row: Any) -> Deed:
    """What the delivery of a notice means: it counts for the request of which it told alone."""
    if row.notice == "completion-requested":
        return ProveReceipt(at=row.delivered_at, of=row.cause)
    return NoteNotice(at=row.delivered_at)


async def look_for_duplicates(desk: Desk) -> int:
    """Compare what is newly registered and waits for staff; answers how many were compared."""
    async with desk.database.reading() as connection:
        fresh = await store.uncompared(connection, COMPARED_AT_ONCE)
        found = [(row, await _candidates(desk, connection, row)) for row in fresh]
    if not found:
        return 0
    now = desk.clock()
    async with desk.database.transaction(now) as tx:
        for row, candidates in found:
            await store.keep_candidates(tx, row.complaint_id, candidates, now)
    return len(found)


async def _candidates(desk: Desk, connection: AsyncConnection, row: Any) -> list[Candidate]:
    """A story that cannot be opened is told of, and holds up no other."""
    try:
        return await lookalikes.look(connection, row, desk.rules, desk.seals)
    except Exception as error:
        if nobodys_fault(error):
            raise
        log.error("not compared", complaint_id=str(row.complaint_id), exc_info=error)
        return []


DEEDS = (end_clocks, take_proofs, reckon_clocks, tell_overdue)


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[None]:
    """Runs beside the service."""
    desk = Desk.of(app)
    async with AsyncExitStack() as stack:
        async with desk.database.plain_transaction() as connection:
            await store.reckon_anew(connection)
        for deed in DEEDS:
            at_fault = desk.aside(deed.__name__)
            work = _again_and_again(partial(deed, desk, at_fault), PAUSE_SECONDS)
            await stack.enter_async_context(beside(work, deed.__name__))
        work = _again_and_again(partial(look_for_duplicates, desk), PAUSE_SECONDS)
        await stack.enter_async_context(beside(work, "look_for_duplicates"))
        work = _again_and_again(Agenda(desk).give, NUMBERS_SECONDS, NUMBERS_SECONDS)
        await stack.enter_async_context(beside(work, "numbering"))
        yield


async def _again_and_again(
    deed: Callable[[], Awaitable[int]], pause: float, breath: float = 0.0
) -> None:
    """Without rest while there is work, but for a breath between the pieces of it."""
    while True:
        done = 0
        with waiting_out("a timer"):
            done = await deed()
        await asyncio.sleep(breath if done else pause)
