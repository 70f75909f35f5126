"""Doing what people decide about cases: load, decide, save, announce, in one transaction."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

from services.routing import policies, store
from services.routing.domain.case import Case
from services.routing.domain.conciliation_deeds import EndConciliation, StartConciliation
from services.routing.domain.deciding import decide
from services.routing.domain.deeds import Deed, Extend, Join
from services.routing.domain.moves import CONCILIATING, IllegalMove
from services.routing.domain.outcome import Desk, Done
from services.routing.domain.reach import EVERYWHERE, Reach
from services.routing.domain.versions import Seen, unchanged
from services.routing.store import Act, Actor
from shared.again import again
from shared.clock import Clock
from shared.db.database import Database
from shared.db.transaction import Transaction
from shared.errors import NotFound, Refused
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class Order:
    """A deed to be done to a case, named by its own id or by that of its complaint."""

    deed: Deed
    actor: Actor
    complaint_id: UUID | None = None
    case_id: UUID | None = None
    version: Seen = None
    """Of the case that the doer has seen; another one is refused."""
    reach: Reach = EVERYWHERE
    """Whose cases the doer may touch; it is looked at with the case locked."""

    @property
    def of(self) -> UUID | None:
        return self.case_id or self.complaint_id


async def do_all(database: Database, clock: Clock, orders: Sequence[Order]) -> list[Done | Refused]:
    """Do several deeds in one commit; what is refused changes nothing and hinders no other.

    Two deeds to one case in the same call are done in two commits, in their order.
    """
    answers: list[Done | Refused] = []
    waiting = list(orders)
    while waiting:
        here: list[Order] = []
        seen: set[UUID | None] = set()
        while waiting and waiting[0].of not in seen:
            seen.add(waiting[0].of)
            here.append(waiting.pop(0))
        answers.extend(await _do_in_one(database, clock, here))
    return answers


async def _do_in_one(
    database: Database, clock: Clock, orders: Sequence[Order]
) -> list[Done | Refused]:
    return await again(lambda: _do_once(database, clock, orders))


async def _do_once(
    database: Database, clock: Clock, orders: Sequence[Order]
) -> list[Done | Refused]:
    now = clock()
    async with database.transaction(now) as tx:
        return await do_in(tx, orders)


async def do_in(tx: Transaction, orders: Sequence[Order]) -> list[Done | Refused]:
    """Do deeds to different cases within a transaction."""
    cases = await _cases(tx, orders)
    answers: list[Done | Refused] = []
    acts: list[Act] = []
    for order in orders:
        case = cases.get(order.of) if order.of else None
        if case is None or not order.reach.sees(case.told["office"], case.agency):
            answers.append(no_such_case())
            continue
        try:
            unchanged("case", case.version, order.version)
            done = decide(case, order.deed, await _at_hand_for(tx, case, order.deed))
        except Refused as refusal:
            answers.append(refusal)
            continue
        answers.append(done)
        acts.append(Act(case, done, order.actor))
    await store.change(tx, acts)
    store.emit(tx, acts)
    return answers


async def _cases(tx: Transaction, orders: Sequence[Order]) -> dict[UUID, Case]:
    """By whichever id they were asked for."""
    found: dict[UUID, Case] = {}
    ids = [order.case_id for order in orders if order.case_id]
    complaints = [order.complaint_id for order in orders if order.complaint_id]
    if ids:
        found |= await store.cases_to_change(tx, case_ids=ids)
    if complaints:
        cases = await store.cases_to_change(tx, complaint_ids=complaints)
        found |= {case.told["complaint_id"]: case for case in cases.values()}
    return found


async def at_hand(tx: Transaction, case: Case) -> Desk:
    """What a decision about the case needs."""
    directory = await store.directory(tx, case.told["office"])
    clocks = policies.clocks(directory) if directory else None
    return Desk(directory, clocks, new_id(), tx.recorded)


async def _at_hand_for(tx: Transaction, case: Case, deed: Deed) -> Desk:
    """More time is given to a clock as it runs; what stands still ran before."""
    here = await at_hand(tx, case)
    changes = isinstance(deed, Extend | StartConciliation | EndConciliation)
    if not changes and case.state != CONCILIATING:
        return here
    ids = [request.request_id for request in case.open_requests]
    ids += [action.action_id for action in case.undone]
    return replace(here, running_clocks=tuple(await store.clocks_of(tx, ids)))


async def do(database: Database, clock: Clock, order: Order) -> Done:
    """Do one deed. Raises the refusal."""
    [answer] = await do_all(database, clock, [order])
    if isinstance(answer, Refused):
        raise answer
    return answer


def no_such_case() -> NotFound:
    return NotFound("There is no such case.")


async def do_heard(tx: Transaction, order: Order) -> bool:
    """Do what an event demands, whenever it happened; a case that is closed stays as it is.

    Answers whether there is a case.
    """
    cases = await _cases(tx, [order])
    if (case := cases.get(order.of)) is None:  # type: ignore[arg-type]
        return False
    if isinstance(order.deed, Join) and _is_known(case, order.deed):
        return True
    # Late news of an earlier moment are dated to what was done last at the soonest.
    at = max(order.deed.at or tx.recorded, case.last_at)
    deed = order.deed.model_copy(update={"at": at if at <= tx.recorded else None})
    with suppress(IllegalMove):
        done = decide(case, deed, await _at_hand_for(tx, case, deed))
        acts = [Act(case, done, order.actor)]
        await store.change(tx, acts)
        store.emit(tx, acts)
    return True


def _is_known(case: Case, join: Join) -> bool:
    """The acceptance that opened the case told of what had been joined before."""
    was_told = join.at is not None and join.at < case.opened_at
    return was_told or case.told["incident"] == join.incident
