"""Finding the running clocks that were counted by an older calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import case, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.case import Case
from services.routing.domain.deadlines import Deadline
from services.routing.store.cases import CASES, cases_to_change
from services.routing.store.deadlines import DEADLINES, deadline_of
from shared.db.transaction import Transaction

RUNNING_BY_WORKING_DAYS = DEADLINES.c.next_at.is_not(None) & (DEADLINES.c.unit == "wd")


OF_CASE = CASES.c.case_id == DEADLINES.c.case_id


class Key(NamedTuple):
    """Which clock, and of which case."""

    of_id: UUID
    clock: str
    case_id: UUID


@dataclass(frozen=True, slots=True)
class Page:
    """So many clocks of an office that were counted by some calendars, after a key."""

    office: str
    counted_by: Sequence[str]
    after: Key | None
    limit: int


async def calendars(connection: AsyncConnection) -> list[tuple[str, str | None, str]]:
    """Office, agency and the calendars that running clocks of working days were counted by.

    The clock of the fast route is no agency's.
    """
    whose = case((DEADLINES.c.clock == "settlement", None), else_=CASES.c.agency).label("whose")
    query = (
        select(CASES.c.office, whose, DEADLINES.c.calendar)
        .join(DEADLINES, OF_CASE)
        .where(RUNNING_BY_WORKING_DAYS)
        .distinct()
    )
    return [(row.office, row.whose, row.calendar) for row in await connection.execute(query)]


async def outdated_keys(connection: AsyncConnection, page: Page) -> list[Key]:
    """The clocks of a page, in the order of their keys."""
    key = tuple_(DEADLINES.c.of_id, DEADLINES.c.clock)
    query = (
        select(DEADLINES.c.of_id, DEADLINES.c.clock, DEADLINES.c.case_id)
        .join(CASES, OF_CASE)
        .where(
            RUNNING_BY_WORKING_DAYS,
            DEADLINES.c.calendar.in_(page.counted_by),
            CASES.c.office == page.office,
        )
        .order_by(DEADLINES.c.of_id, DEADLINES.c.clock)
        .limit(page.limit)
    )
    if (after := page.after) is not None:
        query = query.where(
            key > tuple_(literal(after.of_id, DEADLINES.c.of_id.type), literal(after.clock))
        )
    return [Key(*row) for row in await connection.execute(query)]


async def outdated(tx: Transaction, keys: Sequence[Key]) -> tuple[dict[UUID, Case], list[Deadline]]:
    """Those of these clocks that still run, their cases locked."""
    cases = await cases_to_change(tx, case_ids=[one.case_id for one in keys])
    mine = tuple_(DEADLINES.c.of_id, DEADLINES.c.clock).in_(
        [(one.of_id, one.clock) for one in keys]
    )
    query = select(DEADLINES).where(mine, DEADLINES.c.next_at.is_not(None))
    rows = await tx.connection.execute(query.order_by(DEADLINES.c.of_id, DEADLINES.c.clock))
    return cases, [deadline_of(row) for row in rows]
