"""Agencies and units of before are told of: from now on each change of them is."""

import json

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from shared import clock
from shared.events.base import written
from shared.events.registry import AgencyRecorded, RegistryFact, UnitRecorded
from shared.ids import new_id

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

RECORDS = sa.table(
    'records',
    *(sa.column(name) for name in ('office', 'noun', 'key', 'version', 'told')),
    sa.column('is_withdrawn', sa.Boolean()),
)
OUTBOX = sa.table(
    'outbox',
    sa.column('event_id', sa.Uuid()),
    sa.column('subject'),
    sa.column('body'),
    sa.column('recorded_at', UTCDateTime()),
)
FACTS: dict[str, type[RegistryFact]] = {'agencies': AgencyRecorded, 'units': UnitRecorded}


def upgrade() -> None:
    standing = sa.select(RECORDS).where(
        RECORDS.c.noun.in_(list(FACTS)), RECORDS.c.is_withdrawn.is_(sa.false())
    )
    rows = op.get_bind().execute(standing.order_by(RECORDS.c.office, RECORDS.c.noun, RECORDS.c.key))
    if events := [_event(row) for row in rows]:
        op.bulk_insert(OUTBOX, events)


def _event(row: sa.Row) -> dict[str, object]:
    said = json.loads(row.told)
    told = {'office': row.office, 'record_id': row.key, 'title': said['name'], **said}
    fact = FACTS[row.noun].model_validate(told)
    now, event_id = clock.now(), new_id()
    body = written(fact, event_id, time=now, recorded=now, sequence=row.version)
    return {
        'event_id': event_id,
        'subject': fact.subject,
        'body': body.decode(),
        'recorded_at': now,
    }


def downgrade() -> None:
    """What was announced stays announced."""
