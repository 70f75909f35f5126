"""Reading and writing who answers for what."""

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.registry import Registry
from services.routing.store.directory import (
    AGENCIES,
    FOCAL_POINTS,
    OFFICES,
    RULES,
    forget_versions,
    registry_of,
)
from shared.db.bulk import Insert, insert_all
from shared.db.transaction import Transaction
from shared.errors import Unacceptable


async def load(tx: Transaction, registry: Registry, *, from_file: bool = False) -> bool:
    """Make an office's registry what the document says; answers whether anything changed.

    A file that was loaded before is not loaded again: what staff have changed since stands.
    Appointments that the file no longer names are kept: cases of the past point to them. Raises
    `Unacceptable` for an appointment of another office.
    """
    digest = hashlib.sha256(registry.model_dump_json().encode()).hexdigest()
    office = registry.office
    query = select(OFFICES).where(OFFICES.c.office == office).with_for_update()
    known = (await tx.connection.execute(query)).one_or_none()
    settled = {known.digest, known.file_digest if from_file else None} if known else set()
    if digest in settled:
        return False
    await _refuse_what_is_another_offices(tx.connection, registry)
    values = {
        "name": registry.name,
        "time_zone": registry.time_zone,
        "policies": {
            "answer_days": dict(registry.answer_days),
            "rule_set": [registry.rule_set.name, registry.rule_set.version],
        },
        "digest": digest,
        "file_digest": digest if from_file else known.file_digest if known else None,
        "version": known.version + 1 if known else 1,
    }
    if known is None:
        await tx.connection.execute(OFFICES.insert().values(office=office, **values))
    else:
        await tx.connection.execute(
            update(OFFICES).where(OFFICES.c.office == office).values(**values)
        )
    await _replace_parts(tx.connection, registry)
    forget_versions(tx)
    return True


async def _refuse_what_is_another_offices(connection: AsyncConnection, registry: Registry) -> None:
    """An appointment's id is its key everywhere: it would silently change hands."""
    named = [point.appointment_id for point in registry.focal_points]
    query = select(FOCAL_POINTS.c.appointment_id).where(
        FOCAL_POINTS.c.appointment_id.in_(named), FOCAL_POINTS.c.office != registry.office
    )
    if taken := (await connection.execute(query)).scalars().first():
        raise Unacceptable(f"The appointment {taken} belongs to another office.")


async def _replace_parts(connection: AsyncConnection, registry: Registry) -> None:
    office = registry.office
    named = [point.appointment_id for point in registry.focal_points]
    rules = registry.rule_set
    await connection.execute(delete(AGENCIES).where(AGENCIES.c.office == office))
    await connection.execute(delete(FOCAL_POINTS).where(FOCAL_POINTS.c.appointment_id.in_(named)))
    # Cases of the past point to whoever is no longer named, and no new ones do.
    await connection.execute(
        update(FOCAL_POINTS).where(FOCAL_POINTS.c.office == office).values(is_listed=False)
    )
    await connection.execute(
        delete(RULES).where(
            RULES.c.office == office,
            RULES.c.rule_set == rules.name,
            RULES.c.version == rules.version,
        )
    )
    agencies = [{"office": office, **agency.model_dump()} for agency in registry.agencies]
    points = [
        {"office": office, "is_listed": True, **point.model_dump()}
        for point in registry.focal_points
    ]
    lines = [
        {
            "office": office,
            "rule_set": rules.name,
            "version": rules.version,
            "rank": rank,
            "name": rule.name,
            "conditions": rule.when,
            "agency": rule.agency,
        }
        for rank, rule in enumerate(rules.rules, 1)
    ]
    await insert_all(
        connection,
        [Insert(AGENCIES, agencies), Insert(FOCAL_POINTS, points), Insert(RULES, lines)],
    )


async def offices(connection: AsyncConnection) -> list[Registry]:
    """Every office's registry."""
    found = await connection.execute(select(OFFICES.c.office).order_by(OFFICES.c.office))
    return [await registry_of(connection, office) for office in found.scalars().all()]


async def contacts(
    connection: AsyncConnection, appointments: Sequence[str]
) -> list[dict[str, Any]]:
    """How to reach the holders of some appointments."""
    query = (
        select(FOCAL_POINTS, AGENCIES.c.name.label("agency_name"))
        .outerjoin(
            AGENCIES,
            (AGENCIES.c.agency == FOCAL_POINTS.c.agency)
            & (AGENCIES.c.office == FOCAL_POINTS.c.office),
        )
        .where(FOCAL_POINTS.c.appointment_id.in_(appointments))
    )
    return [
        {
            "appointment_id": row.appointment_id,
            "name": row.name,
            "email": row.email,
            "agency_name": row.agency_name or row.agency,
        }
        for row in await connection.execute(query)
    ]
