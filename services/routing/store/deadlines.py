"""Reading and writing deadlines: a table that any number of timers may ask what is due."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, delete, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.case import Case
from services.routing.domain.deadlines import Deadline
from services.routing.domain.policy import Term
from services.routing.models import DeadlineRow
from services.routing.store.cases import CASES, with_parts
from shared.db.transaction import Transaction, table_of
from shared.events.cases import Clock

DEADLINES = table_of(DeadlineRow)


def add_deadlines(tx: Transaction, deadlines: Iterable[Deadline]) -> None:
    """Save clocks that start."""
    for deadline in deadlines:
        tx.add(DeadlineRow, **deadline_values(deadline))


def deadline_values(deadline: Deadline) -> dict[str, Any]:
    """A clock as its row."""
    return {
        "of_id": deadline.of_id,
        "clock": deadline.clock,
        "case_id": deadline.case_id,
        "kind": deadline.kind,
        "number": deadline.number,
        "started_on": deadline.started_on,
        "days": deadline.term.days,
        "unit": deadline.term.unit,
        "due_at": deadline.due_at,
        "calendar": deadline.calendar,
        "next_step": deadline.next_step,
        "next_at": deadline.next_at,
        "asks_at": deadline.asks_at,
    }


async def restart(tx: Transaction, deadlines: Sequence[Deadline]) -> None:
    """Save clocks; one that ran before for the same thing ends by it."""
    if not deadlines:
        return
    keys = [(deadline.of_id, deadline.clock) for deadline in deadlines]
    await tx.connection.execute(
        delete(DEADLINES).where(tuple_(DEADLINES.c.of_id, DEADLINES.c.clock).in_(keys))
    )
    add_deadlines(tx, deadlines)


async def stop(
    tx: Transaction, stops: Iterable[tuple[Mapping[UUID, tuple[Clock, ...]], datetime]]
) -> None:
    """Clocks that need not run any more; what they promised stays known."""
    rows = [
        {"of": of_id, "which": clock, "at": at}
        for stopped, at in stops
        for of_id, clocks in stopped.items()
        for clock in clocks
    ]
    if rows:
        statement = (
            update(DEADLINES)
            .where(
                DEADLINES.c.of_id == bindparam("of"),
                DEADLINES.c.clock == bindparam("which"),
                DEADLINES.c.stopped_at.is_(None),
            )
            .values(next_at=None, next_step=None, asks_at=None, stopped_at=bindparam("at"))
        )
        await tx.connection.execute(statement, rows)


async def anything_due(connection: AsyncConnection, now: datetime) -> bool:
    """The question of an idle timer: one look at the head of a small index.

    Compared here: with a moment bound, PostgreSQL takes a third of the table for due and reads it.
    """
    query = (
        select(DEADLINES.c.next_at)
        .where(DEADLINES.c.next_at.is_not(None))
        .order_by(DEADLINES.c.next_at)
        .limit(1)
    )
    soonest: datetime | None = (await connection.execute(query)).scalar()
    return soonest is not None and soonest <= now


async def overdue(connection: AsyncConnection, now: datetime) -> int:
    """Clocks that are over while their ladder goes on: the index holds no others of the past."""
    query = select(func.count()).where(DEADLINES.c.next_at.is_not(None), DEADLINES.c.due_at < now)
    return (await connection.execute(query)).scalar_one()


async def due_ids(connection: AsyncConnection, now: datetime, limit: int) -> list[UUID]:
    """Cases with something due, what was due first before the others."""
    return list(dict.fromkeys((await connection.execute(_soonest(now, limit))).scalars()))


def _soonest(now: datetime, limit: int) -> Select[Any]:
    """Cases and what of them is due, at the head of the index: two clocks of one may be due."""
    return (
        select(DEADLINES.c.case_id, DEADLINES.c.of_id)
        .where(DEADLINES.c.next_at <= now)
        .order_by(DEADLINES.c.next_at)
        .limit(2 * limit)
    )


async def due_cases(
    tx: Transaction, now: datetime, limit: int, *, only: UUID | None = None
) -> tuple[dict[UUID, Case], list[Deadline]]:
    """Cases with something due, locked, and of each of them the deadline that was due first.

    The case is the lock of its deadlines; what another process holds is passed over.
    """
    head = _soonest(now, limit)
    soonest = await tx.connection.execute(head.where(DEADLINES.c.case_id == only) if only else head)
    of_ids = {of_id: case_id for case_id, of_id in soonest}
    ids = list(dict.fromkeys(of_ids.values()))
    query = select(CASES).where(CASES.c.case_id.in_(ids)).order_by(CASES.c.case_id).limit(limit)
    rows = (await tx.connection.execute(query.with_for_update(skip_locked=True))).all()
    cases = await with_parts(tx.connection, rows)
    # Asked again under the lock: who held the case meanwhile may have stopped the clock. By key,
    # since after a long absence of all timers a million others may be due.
    mine = [of_id for of_id, case_id in of_ids.items() if case_id in cases]
    due = (
        select(DEADLINES)
        .where(DEADLINES.c.of_id.in_(mine), DEADLINES.c.next_at <= now)
        .order_by(DEADLINES.c.next_at)
    )
    first: dict[UUID, Deadline] = {}
    for row in await tx.connection.execute(due):
        first.setdefault(row.case_id, deadline_of(row))
    return cases, list(first.values())


def deadline_of(row: Any) -> Deadline:
    """A row as the domain speaks of it."""
    return Deadline(
        case_id=row.case_id,
        of_id=row.of_id,
        clock=row.clock,
        kind=row.kind,
        number=row.number,
        started_on=row.started_on,
        term=Term(days=row.days, unit=row.unit),
        due_at=row.due_at,
        calendar=row.calendar,
        next_step=row.next_step,
        next_at=row.next_at,
        paused_at=row.paused_at,
        held_days=row.held_days or 0,
        asks_at=row.asks_at,
    )


async def keep(tx: Transaction, deadlines: Sequence[Deadline]) -> None:
    """Write back deadlines after a look at them."""
    if not deadlines:
        return
    dates = ("started_on", "due_at", "calendar", "next_step", "next_at")
    changing = (*dates, "paused_at", "held_days", "asks_at")
    rows = [
        {"of": one.of_id, "which": one.clock}
        | {f"new_{name}": getattr(one, name) for name in changing}
        for one in deadlines
    ]
    statement = (
        update(DEADLINES)
        .where(DEADLINES.c.of_id == bindparam("of"), DEADLINES.c.clock == bindparam("which"))
        .values({name: bindparam(f"new_{name}") for name in changing})
    )
    await tx.connection.execute(statement, rows)


async def push_ahead(tx: Transaction, case_id: UUID, now: datetime, until: datetime) -> None:
    """Look at what is due of a case later, and at everything else in time."""
    due = (DEADLINES.c.next_at <= now) & (DEADLINES.c.case_id == case_id)
    await tx.connection.execute(update(DEADLINES).where(due).values(next_at=until))


async def clocks_of(tx: Transaction, ids: Sequence[UUID]) -> list[Deadline]:
    """The clocks of some requests or actions that still run, or stand for a while."""
    query = select(DEADLINES).where(DEADLINES.c.of_id.in_(ids), DEADLINES.c.stopped_at.is_(None))
    return [deadline_of(row) for row in await tx.connection.execute(query)]


async def deadlines_of(connection: AsyncConnection, ids: Sequence[UUID]) -> Sequence[Any]:
    """Every clock of some requests and actions, for people."""
    query = select(DEADLINES).where(DEADLINES.c.of_id.in_(ids))
    return (await connection.execute(query.order_by(DEADLINES.c.due_at))).all()
