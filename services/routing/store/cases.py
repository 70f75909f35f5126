"""Reading and writing cases and their requests."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.assignment import Opened
from services.routing.domain.deeds import Case, Done, Request
from services.routing.models import CaseRow, RequestRow
from shared.db.transaction import Transaction, table_of
from shared.events.routing import CaseAssigned

CASES = table_of(CaseRow)
REQUESTS = table_of(RequestRow)

TOLD = (
    "complaint_id",
    "case_id",
    "office",
    "agency",
    "access_type",
    "channel",
    "substance",
    "region",
    "campaign",
    "language",
    "reachable",
    "silent",
    "registered_at",
)
"""The columns of a case that its events repeat."""


def add_case(tx: Transaction, opened: Opened) -> None:
    """Save a new case, and its first request if an officer has it."""
    fact = opened.fact
    tx.add(
        CaseRow,
        **{name: getattr(fact, name) for name in TOLD},
        opened_at=opened.opened_at,
        recorded_at=tx.recorded,
        state="assigned" if isinstance(fact, CaseAssigned) else "unroutable",
        version=1,
        focal_point_id=fact.focal_point_id if isinstance(fact, CaseAssigned) else None,
        explanation=orjson.dumps(opened.explanation).decode(),
    )
    if isinstance(fact, CaseAssigned):
        add_request(tx, fact, opened.opened_at)


def add_request(tx: Transaction, fact: CaseAssigned, sent_at: datetime) -> None:
    """Save the request that an assignment sends."""
    tx.add(
        RequestRow,
        request_id=fact.request_id,
        case_id=fact.case_id,
        kind=fact.request_kind,
        state="sent",
        sent_at=sent_at,
        answer_due_at=fact.answer_due_at,
    )


async def cases_to_change(
    tx: Transaction, *, complaint_ids: Sequence[UUID] = (), case_ids: Sequence[UUID] = ()
) -> dict[UUID, Case]:
    """Cases by complaint id, locked until the transaction ends, in one order for everybody."""
    wanted = CASES.c.complaint_id.in_(complaint_ids) | CASES.c.case_id.in_(case_ids)
    query = select(CASES).where(wanted).order_by(CASES.c.case_id).with_for_update()
    rows = (await tx.connection.execute(query)).all()
    newest = await _requests(tx.connection, [row.case_id for row in rows])
    return {
        row.complaint_id: Case(
            row.case_id,
            row.state,
            row.version,
            row.opened_at,
            {name: row._mapping[name] for name in TOLD},
            newest.get(row.case_id),
        )
        for row in rows
    }


async def _requests(connection: AsyncConnection, case_ids: Sequence[UUID]) -> dict[UUID, Request]:
    query = select(REQUESTS).where(REQUESTS.c.case_id.in_(case_ids)).order_by(REQUESTS.c.request_id)
    return {
        row.case_id: Request(
            row.request_id,
            row.kind,
            row.state,
            row.answer_due_at,
            max(at for at in (row.sent_at, row.acknowledged_at, row.answered_at) if at),
        )
        for row in await connection.execute(query)
    }


async def change(tx: Transaction, changes: Sequence[tuple[Case, Done]]) -> None:
    """Write what deeds changed; each case's version rises by one.

    The rows are locked, so the version in the condition can only differ by a bug.
    """
    cases: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    requests: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for case, done in changes:
        moved = {**done.case_changes, "version": case.version + 1}
        if "explanation" in moved:
            moved["explanation"] = orjson.dumps(moved["explanation"]).decode()
        cases.setdefault(tuple(moved), []).append(
            {"of": case.case_id, "was": case.version, **moved}
        )
        if case.request and done.request_changes:
            columns = tuple(done.request_changes)
            asked = {"of": case.request.request_id, **done.request_changes}
            requests.setdefault(columns, []).append(asked)
        if isinstance(done.fact, CaseAssigned):
            add_request(tx, done.fact, done.at)
    for rows in cases.values():
        statement = update(CASES).where(
            CASES.c.case_id == bindparam("of"), CASES.c.version == bindparam("was")
        )
        await tx.connection.execute(statement, rows)
    for rows in requests.values():
        statement = update(REQUESTS).where(REQUESTS.c.request_id == bindparam("of"))
        await tx.connection.execute(statement, rows)


async def note_delivery(tx: Transaction, complaint_id: UUID, at: datetime) -> None:
    """The earliest proof counts; hearing of it again, or later, changes nothing."""
    of_case = select(CASES.c.case_id).where(CASES.c.complaint_id == complaint_id)
    statement = (
        update(REQUESTS)
        .where(
            REQUESTS.c.case_id.in_(of_case),
            REQUESTS.c.delivered_at.is_(None) | (REQUESTS.c.delivered_at > at),
        )
        .values(delivered_at=at)
    )
    await tx.connection.execute(statement)


async def cases(
    connection: AsyncConnection,
    *,
    state: str | None,
    agency: str | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Any]:
    """Cases in the order of their opening, a page at a time."""
    query = select(CASES).order_by(CASES.c.case_id).limit(limit)
    if state:
        query = query.where(CASES.c.state == state)
    if agency:
        query = query.where(CASES.c.agency == agency)
    if after:
        query = query.where(CASES.c.case_id > after)
    return (await connection.execute(query)).all()


async def unroutable(connection: AsyncConnection, limit: int) -> tuple[int, Sequence[Any]]:
    """How many cases wait for staff to place them, and the oldest of them."""
    waiting = CASES.c.state == "unroutable"
    count = (await connection.execute(select(func.count()).where(waiting))).scalar_one()
    oldest = select(CASES).where(waiting).order_by(CASES.c.case_id).limit(limit)
    return count, (await connection.execute(oldest)).all()


async def full_case(connection: AsyncConnection, case_id: UUID) -> tuple[Any, Sequence[Any]] | None:
    """A case with its requests, oldest first."""
    row = (await connection.execute(select(CASES).where(CASES.c.case_id == case_id))).one_or_none()
    if row is None:
        return None
    query = select(REQUESTS).where(REQUESTS.c.case_id == case_id).order_by(REQUESTS.c.request_id)
    return row, (await connection.execute(query)).all()
