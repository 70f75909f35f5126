"""Doing what people decide about cases: load, decide, save, announce, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.routing import store
from services.routing.domain import deeds
from services.routing.domain.deeds import Case, Deed, Done
from shared.clock import Clock
from shared.db.database import Database
from shared.errors import NotFound, Refused
from shared.ids import new_id
from shared.surroundings import nobodys_fault

TRIES = 4


@dataclass(frozen=True, slots=True)
class Order:
    """A deed to be done to the case of a complaint."""

    complaint_id: UUID
    deed: Deed


async def do_all(database: Database, clock: Clock, orders: Sequence[Order]) -> list[Done | Refused]:
    """Do several deeds in one commit; what is refused changes nothing and hinders no other.

    Two deeds to one case in the same call are done in two commits, in their order.
    """
    answers: list[Done | Refused] = []
    waiting = list(orders)
    while waiting:
        here: list[Order] = []
        seen: set[UUID] = set()
        while waiting and waiting[0].complaint_id not in seen:
            seen.add(waiting[0].complaint_id)
            here.append(waiting.pop(0))
        answers.extend(await _do_in_the_end(database, clock, here))
    return answers


async def _do_in_the_end(
    database: Database, clock: Clock, orders: Sequence[Order]
) -> list[Done | Refused]:
    """Of two transactions that wait for each other the database ends one: then it is done again."""
    tries = 0
    while True:
        try:
            return await _do_once(database, clock, orders)
        except Exception as error:
            tries += 1
            if tries == TRIES or not nobodys_fault(error):
                raise


async def _do_once(
    database: Database, clock: Clock, orders: Sequence[Order]
) -> list[Done | Refused]:
    now = clock()
    answers: list[Done | Refused] = []
    changes: list[tuple[Case, Done]] = []
    async with database.transaction(now) as tx:
        ids = [order.complaint_id for order in orders]
        cases = await store.cases_to_change(tx, complaint_ids=ids)
        for order in orders:
            case = cases.get(order.complaint_id)
            if case is None:
                answers.append(no_such_case())
                continue
            directory = await store.directory(tx, case.told["office"])
            try:
                done = deeds.decide(
                    case, order.deed, directory=directory, request_id=new_id(), now=now
                )
            except Refused as refusal:
                answers.append(refusal)
                continue
            answers.append(done)
            changes.append((case, done))
            tx.emit(done.fact, time=done.at, sequence=case.version + 1)
        await store.change(tx, changes)
    return answers


async def do(database: Database, clock: Clock, case_id: UUID, deed: Deed) -> Done:
    """Do one deed. Raises the refusal."""
    async with database.reading() as connection:
        found = await store.full_case(connection, case_id)
    if found is None:
        raise no_such_case()
    [answer] = await do_all(database, clock, [Order(found[0].complaint_id, deed)])
    if isinstance(answer, Refused):
        raise answer
    return answer


def no_such_case() -> NotFound:
    return NotFound("There is no such case.")
