"""The history of cases: what was ever done to them, line by line.

A case that nothing was done to yet is its own first line: the row is what the opening made, since
whatever changes it is a deed. The line is written down with the first deed, in the same commit:
most of what opening a case costs beyond its own row would be that line.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.case import Case, Change, Request
from services.routing.models import DeedRow
from services.routing.store.cases import CASES, with_parts
from shared.db.transaction import Transaction, table_of

DEEDS = table_of(DeedRow)

OPENING = "open"
OPENED_BY = "system"
ASKED = tuple(one.name for one in fields(Request) if one.name != "request_id")


@dataclass(frozen=True, slots=True)
class Line:
    """One deed to a case."""

    case_id: UUID
    version: int
    """Of the case after the deed."""
    deed: str
    actor_role: str
    at: datetime
    """When it happened."""
    recorded_at: datetime
    """When we learnt it."""
    told: str
    """JSON: what it changed, and what was said beside."""
    actor_id: str | None = None
    request_id: UUID | None = None


COLUMNS = tuple(DEEDS.c[one.name] for one in fields(Line))


async def history(connection: AsyncConnection, case_id: UUID) -> Sequence[Line]:
    """All that was ever done to a case, in its order."""
    query = select(*COLUMNS).where(DEEDS.c.case_id == case_id).order_by(DEEDS.c.version)
    lines = [Line(**row._mapping) for row in await connection.execute(query)]
    return lines or await _openings(connection, [case_id])


async def begin(tx: Transaction, cases: Sequence[Case]) -> None:
    """Write down how these cases were opened, if that was not done yet; they are locked."""
    untouched = [one.case_id for one in cases if one.version == 1]
    if untouched:
        for line in await _openings(tx.connection, untouched):
            tx.add(DeedRow, **{one.name: getattr(line, one.name) for one in fields(Line)})


async def _openings(connection: AsyncConnection, case_ids: Sequence[UUID]) -> list[Line]:
    """The first lines of those of the cases that have none."""
    begun = exists().where(DEEDS.c.case_id == CASES.c.case_id)
    query = select(CASES).where(CASES.c.case_id.in_(case_ids), ~begun)
    rows = (await connection.execute(query)).all()
    cases = await with_parts(connection, rows)
    return [_opening(cases[row.case_id], row) for row in rows]


def _opening(case: Case, row: Any) -> Line:
    change = Change(
        case={
            "opened_at": case.opened_at,
            "named_agency": case.named_agency,
            "keywords": case.keywords,
            "waits_for": row.waits_for,
            "state": case.state,
            "focal_point_id": case.focal_point_id,
        },
        told=dict(case.told),
        requests={
            one.request_id: {name: getattr(one, name) for name in ASKED} for one in case.requests
        },
    )
    return Line(
        case_id=case.case_id,
        version=case.version,
        deed=OPENING,
        actor_role=OPENED_BY,
        at=case.opened_at,
        recorded_at=row.recorded_at,
        told=change.written({"explanation": orjson.loads(row.explanation)}),
    )
