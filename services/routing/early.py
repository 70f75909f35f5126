"""Doing to a case what was heard of its complaint before the case was opened."""

from collections.abc import Sequence
from uuid import UUID

from services.routing import desk, measures, store
from services.routing.desk import Order
from services.routing.domain.deeds import Join, Withdraw
from services.routing.store import Actor
from shared.again import again
from shared.aside import Aside
from shared.clock import Clock
from shared.db.database import Database
from shared.db.transaction import Transaction
from shared.events.base import Envelope
from shared.events.intake import ComplaintFact

REPORTER, INTAKE = Actor("reporter"), Actor("system", "intake")

AT_ONCE = 100


async def do_or_keep(
    tx: Transaction, event: Envelope[ComplaintFact], deed: Withdraw | Join
) -> None:
    """Events of one complaint come in any order: what comes early waits for its case."""
    complaint_id = event.data.complaint_id
    await tx.flush()  # the case may have been opened in this very batch
    if not await desk.do_heard(tx, Order(deed, _actor(deed), complaint_id=complaint_id)):
        store.keep_early(tx, event.id, complaint_id, deed)


async def catch_up(database: Database, clock: Clock, aside: Aside[UUID] | None = None) -> int:
    """Do what waited for its case, in the order in which it happened; answers how much.

    What cannot be done to one case waits, and stops the news of no other.
    """
    aside = aside or news_aside(clock)
    async with database.reading() as connection:
        ids = await store.timely_complaints(connection, AT_ONCE, without=aside.waiting())
    if not ids:
        return 0
    return await aside.together(ids, lambda some: again(lambda: _catch_up(database, clock, some)))


def news_aside(clock: Clock) -> Aside[UUID]:
    return Aside("what was heard early of a complaint", clock, measures.STUCK)


async def _catch_up(database: Database, clock: Clock, complaint_ids: Sequence[UUID]) -> int:
    async with database.transaction(clock()) as tx:
        rows = await store.timely(tx, complaint_ids)
        for row in rows:
            deed: Withdraw | Join = Withdraw(at=row.at)
            if row.deed == "join":
                deed = Join(at=row.at, incident=row.incident)
            order = Order(deed, _actor(deed), complaint_id=row.complaint_id)
            await desk.do_heard(tx, order)
            await tx.flush()  # two of one case: the second finds what the first has done
        await store.forget_early(tx, [row.event_id for row in rows])
    return len(rows)


def _actor(deed: Withdraw | Join) -> Actor:
    return REPORTER if isinstance(deed, Withdraw) else INTAKE
