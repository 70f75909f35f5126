"""Mass incidents, and the complaints that are or may be part of one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.incident import IncidentForm
from services.intake.models import IncidentRow
from services.intake.store.verification import COMPLAINTS, VERIFICATIONS
from shared.db.transaction import Transaction, table_of

INCIDENTS = table_of(IncidentRow)

LOOKED_AT = 5_000
"""The newest complaints that are looked through: weeks of the busiest office."""

OPEN = ("registered", "verifying", "awaiting-completion", "accepted")


def add_incident(
    tx: Transaction, incident_id: UUID, form: IncidentForm, *, office: str, actor: str
) -> None:
    tx.add(
        IncidentRow,
        incident_id=incident_id,
        office=office,
        title=form.title,
        agency=form.agency,
        substance=form.substance,
        region=form.region,
        since=form.since,
        actor=actor,
        recorded_at=tx.recorded,
    )


async def incidents(connection: AsyncConnection, office: str | None, limit: int) -> Sequence[Any]:
    """The newest first, each with the number of its complaints."""
    joined = (
        select(func.count())
        .where(VERIFICATIONS.c.incident_id == INCIDENTS.c.incident_id)
        .scalar_subquery()
        .label("complaints")
    )
    query = select(INCIDENTS, joined).order_by(INCIDENTS.c.incident_id.desc()).limit(limit)
    if office:
        query = query.where(INCIDENTS.c.office == office)
    return (await connection.execute(query)).all()


async def incident(connection: AsyncConnection, incident_id: UUID) -> Any | None:
    query = select(INCIDENTS).where(INCIDENTS.c.incident_id == incident_id)
    return (await connection.execute(query)).one_or_none()


async def joined(connection: AsyncConnection, incident_id: UUID) -> Sequence[UUID]:
    """The complaints of an incident, in the order of filing."""
    query = (
        select(VERIFICATIONS.c.complaint_id)
        .where(VERIFICATIONS.c.incident_id == incident_id)
        .order_by(VERIFICATIONS.c.complaint_id)
    )
    return (await connection.execute(query)).scalars().all()


async def not_joined(connection: AsyncConnection, office: str, agency: str) -> Sequence[Any]:
    """Open complaints about an agency, or about none, that are part of no incident yet."""
    newest = (
        select(COMPLAINTS).order_by(COMPLAINTS.c.complaint_id.desc()).limit(LOOKED_AT).subquery()
    )
    query = (
        select(newest)
        .join(VERIFICATIONS, VERIFICATIONS.c.complaint_id == newest.c.complaint_id, isouter=True)
        .where(newest.c.office == office, newest.c.state.in_(OPEN))
        .where((newest.c.agency == agency) | newest.c.agency.is_(None))
        .where(VERIFICATIONS.c.incident_id.is_(None))
        .order_by(newest.c.complaint_id)
    )
    return (await connection.execute(query)).all()
