"""Keeping which complaints belong to a mass incident."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from services.metrics.models import JoiningRow
from services.metrics.store.changes import note_change
from services.metrics.store.contributions import recorded_by_then
from shared.db.transaction import Transaction, table_of
from shared.events.base import Envelope

JOININGS = table_of(JoiningRow).c


def keep_joining(tx: Transaction, event: Envelope[Any], *, heard_at: datetime) -> None:
    """What the event says of an incident; nothing, where it names none."""
    said = event.data
    if said.incident is None:
        return
    note_change(tx)
    tx.add(
        JoiningRow,
        event_id=event.id,
        complaint_id=said.complaint_id,
        incident_id=said.incident,
        office=said.office,
        agency=said.agency,
        happened_at=event.time,
        recorded_at=event.recordedtime,
        heard_at=heard_at,
    )


def joined(known_by: sa.ColumnElement[datetime] | datetime | None = None) -> sa.Select[Any]:
    """The complaints of mass incidents, by what was recorded until a moment."""
    query = sa.select(JOININGS.complaint_id)
    return query if known_by is None else query.where(JOININGS.recorded_at <= known_by)


def of_incidents(
    facts: sa.Table, known_by: sa.ColumnElement[Any] | None = None
) -> sa.ColumnElement[bool]:
    """Facts of complaints that belong to a mass incident: few, and taken from the sums of all."""
    return facts.c.complaint_id.in_(joined(known_by))


def outside_incidents(facts: sa.Table) -> sa.ColumnElement[bool]:
    """Facts of all other complaints."""
    return ~of_incidents(facts)


def apart_from_incidents(facts: sa.Table) -> sa.ColumnElement[bool]:
    """What was known at a moment, without the incidents that were known then."""
    return sa.and_(recorded_by_then(facts), ~of_incidents(facts, sa.bindparam("as_of")))
