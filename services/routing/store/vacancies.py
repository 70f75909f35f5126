"""Agencies without an officer, and cases that an officer has left behind."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.moves import CASE_MOVES, REQUEST_MOVES
from services.routing.models import VacancyRow
from services.routing.store.cases import CASES, REQUESTS
from shared.db.transaction import Transaction, table_of

VACANCIES = table_of(VacancyRow)

MOVING = tuple(REQUEST_MOVES["hand-over"])
PLACED = tuple(CASE_MOVES["hand-over"])
PLACEABLE = tuple(CASE_MOVES["place"])


async def vacancies(connection: AsyncConnection, office: str) -> Sequence[Any]:
    """The agencies of an office that have nobody, as far as the alarm was given."""
    query = select(VACANCIES).where(VACANCIES.c.office == office).order_by(VACANCIES.c.agency)
    return (await connection.execute(query)).all()


def add_vacancy(tx: Transaction, office: str, agency: str, since: date) -> None:
    """From now on the alarm was given."""
    values = {"office": office, "agency": agency, "since": since, "recorded_at": tx.recorded}
    tx.add(VacancyRow, **values)


async def fill_vacancies(tx: Transaction, office: str, agencies: Collection[str]) -> None:
    """Somebody is in office again."""
    here = (VACANCIES.c.office == office) & VACANCIES.c.agency.in_(agencies)
    await tx.connection.execute(delete(VACANCIES).where(here))


async def waiting_at(connection: AsyncConnection, office: str, agency: str) -> int:
    """How many cases are open at an agency."""
    query = select(func.count()).where(
        CASES.c.state.in_(PLACED), CASES.c.agency == agency, CASES.c.office == office
    )
    return int((await connection.execute(query)).scalar_one())


async def waited_for(connection: AsyncConnection, office: str) -> Sequence[str]:
    """The agencies for whose officer a case waits."""
    query = select(CASES.c.waits_for).where(
        CASES.c.office == office, CASES.c.waits_for.is_not(None)
    )
    return (await connection.execute(query.distinct().order_by(CASES.c.waits_for))).scalars().all()


async def waiting_for(
    connection: AsyncConnection, *, office: str, agency: str, after: UUID | None, limit: int
) -> list[UUID]:
    """Cases that wait for an agency's officer, a page at a time."""
    query = (
        select(CASES.c.case_id)
        .where(CASES.c.office == office, CASES.c.waits_for == agency)
        .where(CASES.c.state.in_(PLACEABLE))
        .order_by(CASES.c.case_id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(CASES.c.case_id > after)
    return list((await connection.execute(query)).scalars())


async def left_behind(
    connection: AsyncConnection,
    *,
    office: str,
    agencies: Collection[str],
    in_office: Collection[str],
    after: UUID | None,
    limit: int,
) -> list[UUID]:
    """Open cases of agencies that are, or have a request, with somebody who is not in office."""
    elsewhere = exists().where(
        REQUESTS.c.case_id == CASES.c.case_id,
        REQUESTS.c.agency == CASES.c.agency,
        REQUESTS.c.state.in_(MOVING),
        REQUESTS.c.focal_point_id.not_in(in_office),
    )
    query = (
        select(CASES.c.case_id)
        .where(CASES.c.state.in_(PLACED), CASES.c.agency.in_(agencies), CASES.c.office == office)
        .where(CASES.c.focal_point_id.not_in(in_office) | elsewhere)
        .order_by(CASES.c.case_id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(CASES.c.case_id > after)
    return list((await connection.execute(query)).scalars())
