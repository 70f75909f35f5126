"""Keeping what is told of agencies, and reading what stands, perhaps as known at a moment."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.figures import Binned, Sum
from services.metrics.domain.registry import Registry, Told, arrange
from services.metrics.models import RegistryFactRow
from services.metrics.store.agency_groups import group_of
from services.metrics.store.changes import note_change
from services.metrics.store.question import Question
from shared.db.transaction import Transaction, table_of
from shared.events.base import Envelope
from shared.events.registry import AgencyRecorded, RecordWithdrawn

FACTS = table_of(RegistryFactRow).c
OF_AGENCIES = (AgencyRecorded.type, RecordWithdrawn.type)

R = TypeVar("R", Sum, Binned)


def keep_registry_fact(tx: Transaction, event: Envelope[Any], *, heard_at: datetime) -> None:
    """One row a telling; a few hundred an office."""
    said = event.data
    note_change(tx)
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


async def registry(
    connection: AsyncConnection, as_of: datetime | None = None, kinds: Sequence[str] = ()
) -> Registry:
    """What stands of all offices, by what was recorded until `as_of`; of these kinds, or of all."""
    return arrange(await tellings(connection, as_of, kinds))


async def tellings(
    connection: AsyncConnection, as_of: datetime | None = None, kinds: Sequence[str] = ()
) -> list[Told]:
    """All that was told of these kinds, or of all; what it comes to is for the reader."""
    query = sa.select(FACTS.kind, FACTS.sequence, FACTS.told).order_by(FACTS.event_id)
    if as_of is not None:
        query = query.where(FACTS.recorded_at <= as_of)
    if kinds:
        query = query.where(FACTS.kind.in_(kinds))
    return [Told(*row) for row in (await connection.execute(query)).all()]


async def agencies(connection: AsyncConnection, as_of: datetime | None = None) -> Registry:
    """The agencies alone."""
    return await registry(connection, as_of, OF_AGENCIES)


def by_agency(question: Question) -> Question:
    """Groups of agencies are no dimension of the sums: they are read agency by agency."""
    return replace(question, by="agency") if question.by == "agency_group" else question


async def in_groups(connection: AsyncConnection, question: Question, found: list[R]) -> list[R]:
    """What was read of agencies, said of their groups, as the registry was known then."""
    if question.by != "agency_group":
        return found
    known = await agencies(connection, question.as_of)
    return [one._replace(group=_group(known, one.group)) for one in found]


def _group(known: Registry, agency: str | date) -> str:
    return group_of(known, str(agency)) if agency else ""
