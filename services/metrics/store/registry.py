"""Keeping what is told of agencies, and reading what stands, perhaps as known at a moment."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.registry import Registry, Told, arrange
from services.metrics.models import RegistryFactRow
from shared.db.transaction import Transaction, table_of
from shared.events.base import Envelope

FACTS = table_of(RegistryFactRow).c


def keep_registry_fact(tx: Transaction, event: Envelope[Any], *, heard_at: datetime) -> None:
    """One row a telling; a few hundred an office."""
    said = event.data
    tx.add(
        RegistryFactRow,
        event_id=event.id,
        kind=said.type,
        office=said.office,
        agency=said.agency,
        record_id=said.record_id,
        sequence=int(event.sequence),
        told=said.model_dump_json(),
        happened_at=event.time,
        recorded_at=event.recordedtime,
        heard_at=heard_at,
    )


async def registry(connection: AsyncConnection, as_of: datetime | None = None) -> Registry:
    """What stands of all offices, by what was recorded until `as_of`."""
    query = sa.select(FACTS.kind, FACTS.sequence, FACTS.told).order_by(FACTS.event_id)
    if as_of is not None:
        query = query.where(FACTS.recorded_at <= as_of)
    return arrange(Told(*row) for row in (await connection.execute(query)).all())
