"""Doing to a case what was heard of its complaint before the case was opened."""

from services.routing import desk, store
from services.routing.desk import Order
from services.routing.domain.deeds import Join, Withdraw
from services.routing.store import Actor
from shared.again import again
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


async def catch_up(database: Database, clock: Clock) -> int:
    """Do what waited for its case, in the order in which it happened; answers how much."""
    async with database.reading() as connection:
        if not await store.any_timely(connection):
            return 0
    return await again(lambda: _catch_up(database, clock))


async def _catch_up(database: Database, clock: Clock) -> int:
    async with database.transaction(clock()) as tx:
        rows = await store.timely(tx, AT_ONCE)
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
