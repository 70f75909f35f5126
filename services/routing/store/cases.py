"""Reading cases: to change them, and to show them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.action import Action
from services.routing.domain.case import TOLD, Case, Request
from services.routing.domain.reach import Reach
from services.routing.models import ActionRow, CaseRow, RequestRow
from shared.db.transaction import Transaction, table_of

CASES = table_of(CaseRow)
REQUESTS = table_of(RequestRow)
ACTIONS = table_of(ActionRow)

OF_REQUEST = tuple(one.name for one in fields(Request))
OF_ACTION = tuple(one.name for one in fields(Action))
OF_CASE = tuple(
    one.name
    for one in fields(Case)
    if one.name not in {"told", "refused_by", "keywords", "requests", "actions"}
)


async def cases_to_change(
    tx: Transaction,
    *,
    complaint_ids: Sequence[UUID] = (),
    case_ids: Sequence[UUID] = (),
    skip_locked: bool = False,
) -> dict[UUID, Case]:
    """Cases by case id, locked until the transaction ends, in one order for everybody."""
    wanted = (
        CASES.c.complaint_id.in_(complaint_ids) if complaint_ids else CASES.c.case_id.in_(case_ids)
    )
    query = select(CASES).where(wanted).order_by(CASES.c.case_id)
    rows = (await tx.connection.execute(query.with_for_update(skip_locked=skip_locked))).all()
    return await with_parts(tx.connection, rows)


async def with_parts(connection: AsyncConnection, rows: Sequence[Any]) -> dict[UUID, Case]:
    """Cases with their requests and actions, oldest first."""
    ids = [row.case_id for row in rows]
    requests: dict[UUID, list[Request]] = defaultdict(list)
    actions: dict[UUID, list[Action]] = defaultdict(list)
    if ids:
        query = select(REQUESTS).where(REQUESTS.c.case_id.in_(ids)).order_by(REQUESTS.c.request_id)
        for row in await connection.execute(query):
            requests[row.case_id].append(Request(*(getattr(row, name) for name in OF_REQUEST)))
        query = select(ACTIONS).where(ACTIONS.c.case_id.in_(ids)).order_by(ACTIONS.c.action_id)
        for row in await connection.execute(query):
            actions[row.case_id].append(Action(*(row._mapping[name] for name in OF_ACTION)))
    return {
        row.case_id: _case(row, tuple(requests[row.case_id]), tuple(actions[row.case_id]))
        for row in rows
    }


def _case(row: Any, requests: tuple[Request, ...], actions: tuple[Action, ...]) -> Case:
    told = {name: row._mapping[name] for name in TOLD}
    told["maladministration"] = tuple(orjson.loads(row.maladministration))
    return Case(
        **{name: row._mapping[name] for name in OF_CASE},
        told=told,
        refused_by=tuple(orjson.loads(row.refused_by)),
        keywords=tuple(orjson.loads(row.keywords)),
        requests=requests,
        actions=actions,
    )


async def cases(
    connection: AsyncConnection,
    *,
    reach: Reach,
    state: str | None,
    agency: str | None,
    after: UUID | None,
    limit: int,
    incident: UUID | None = None,
) -> Sequence[Any]:
    """Cases in the order of their opening, a page at a time."""
    query = select(CASES).order_by(CASES.c.case_id).limit(limit)
    query = _within(query, reach)
    if state:
        query = query.where(CASES.c.state == state)
    if agency:
        query = query.where(CASES.c.agency == agency)
    if incident:
        query = query.where(CASES.c.incident == incident)
    if after:
        query = query.where(CASES.c.case_id > after)
    return (await connection.execute(query)).all()


def _within(query: Select[Any], reach: Reach) -> Select[Any]:
    if reach.office:
        query = query.where(CASES.c.office == reach.office)
    if reach.agencies is not None:
        query = query.where(CASES.c.agency.in_(reach.agencies))
    return query


async def open_cases_of(
    connection: AsyncConnection, incident: UUID, reach: Reach
) -> dict[UUID, str]:
    """The cases of a mass incident that are not closed, each with its agency."""
    query = (
        select(CASES.c.case_id, CASES.c.agency)
        .where(CASES.c.incident == incident, CASES.c.state != "closed")
        .order_by(CASES.c.case_id)
    )
    found = await connection.execute(_within(query, reach))
    return {row.case_id: row.agency for row in found}


async def unroutable(
    connection: AsyncConnection, reach: Reach, limit: int
) -> tuple[int, Sequence[Any]]:
    """How many cases wait for staff to place them, and the oldest of them."""
    waiting = CASES.c.state.in_(("unroutable", "needs-decision"))
    counting = _within(select(func.count()).select_from(CASES).where(waiting), reach)
    oldest = _within(select(CASES).where(waiting).order_by(CASES.c.case_id).limit(limit), reach)
    count = (await connection.execute(counting)).scalar_one()
    return count, (await connection.execute(oldest)).all()


async def full_case(
    connection: AsyncConnection, case_id: UUID
) -> tuple[Any, Sequence[Any], Sequence[Any]] | None:
    """A case with its requests and its corrective actions, oldest first."""
    row = (await connection.execute(select(CASES).where(CASES.c.case_id == case_id))).one_or_none()
    if row is None:
        return None
    query = select(REQUESTS).where(REQUESTS.c.case_id == case_id).order_by(REQUESTS.c.request_id)
    requests = (await connection.execute(query)).all()
    query = select(ACTIONS).where(ACTIONS.c.case_id == case_id).order_by(ACTIONS.c.action_id)
    return row, requests, (await connection.execute(query)).all()
