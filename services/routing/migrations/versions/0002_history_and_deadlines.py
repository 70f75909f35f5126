"""history and deadlines"""

from collections.abc import Iterator

import orjson
import sqlalchemy as sa
import sqlmodel
from alembic import op
from uuid_utils.compat import uuid7

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime

REPEATED = (
    'complaint_id', 'case_id', 'office', 'agency', 'access_type', 'channel', 'substance', 'region',
    'campaign', 'language', 'reachable', 'silent', 'registered_at',
)


def upgrade() -> None:
    with op.batch_alter_table('cases') as cases:
        cases.add_column(sa.Column('confidentiality', TEXT(), nullable=False, server_default='open'))
        cases.add_column(sa.Column('incident', sa.Uuid(), nullable=True))
        cases.add_column(sa.Column('maladministration', TEXT(), nullable=False, server_default='[]'))
        cases.add_column(sa.Column('unit', TEXT(), nullable=True))
        cases.add_column(sa.Column('named_agency', TEXT(), nullable=True))
        cases.add_column(sa.Column('refused_by', TEXT(), nullable=False, server_default='[]'))
        cases.add_column(sa.Column('cycle', sa.Integer(), nullable=False, server_default='1'))
    op.create_index(
        'ix_cases_incident', 'cases', ['incident', 'case_id'],
        postgresql_where=sa.text('incident IS NOT NULL'),
        sqlite_where=sa.text('incident IS NOT NULL'),
    )
    with op.batch_alter_table('requests') as requests:
        requests.add_column(sa.Column('number', sa.Integer(), nullable=False, server_default='1'))
        requests.add_column(sa.Column('agency', TEXT(), nullable=False, server_default=''))
        requests.add_column(sa.Column('focal_point_id', TEXT(), nullable=False, server_default=''))
        requests.add_column(sa.Column('ack_due_at', MOMENT(), nullable=True))
        requests.add_column(sa.Column('question', TEXT(), nullable=True))
        requests.add_column(sa.Column('ended_at', MOMENT(), nullable=True))
        requests.add_column(sa.Column('missing', TEXT(), nullable=True))
    op.execute(
        'UPDATE requests SET agency = (SELECT agency FROM cases'
        ' WHERE cases.case_id = requests.case_id), focal_point_id = (SELECT'
        " coalesce(focal_point_id, '') FROM cases WHERE cases.case_id = requests.case_id)"
    )
    with op.batch_alter_table('cases') as cases:
        for name in ('confidentiality', 'maladministration', 'refused_by', 'cycle'):
            cases.alter_column(name, server_default=None)
    with op.batch_alter_table('requests') as requests:
        for name in ('number', 'agency', 'focal_point_id'):
            requests.alter_column(name, server_default=None)
    _new_tables()
    _begin_histories()


def _new_tables() -> None:
    op.create_table(
        'corrective_actions',
        sa.Column('action_id', sa.Uuid(), nullable=False),
        sa.Column('case_id', sa.Uuid(), nullable=False),
        sa.Column('order', TEXT(), nullable=False),
        sa.Column('ordered_at', MOMENT(), nullable=False),
        sa.Column('due_at', MOMENT(), nullable=False),
        sa.Column('done_at', MOMENT(), nullable=True),
        sa.ForeignKeyConstraint(
            ['case_id'], ['cases.case_id'], name=op.f('fk_corrective_actions_case_id')
        ),
        sa.PrimaryKeyConstraint('action_id', name=op.f('pk_corrective_actions')),
    )
    op.create_index('ix_corrective_actions_case_id', 'corrective_actions', ['case_id'])
    op.create_table(
        'deeds',
        sa.Column('case_id', sa.Uuid(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('deed_id', sa.Uuid(), nullable=False),
        sa.Column('request_id', sa.Uuid(), nullable=True),
        sa.Column('deed', TEXT(), nullable=False),
        sa.Column('actor_role', TEXT(), nullable=False),
        sa.Column('actor_id', TEXT(), nullable=True),
        sa.Column('at', MOMENT(), nullable=False),
        sa.Column('recorded_at', MOMENT(), nullable=False),
        sa.Column('told', TEXT(), nullable=False),
        sa.PrimaryKeyConstraint('case_id', 'version', name=op.f('pk_deeds')),
    )
    op.create_table(
        'deadlines',
        sa.Column('of_id', sa.Uuid(), nullable=False),
        sa.Column('clock', TEXT(), nullable=False),
        sa.Column('case_id', sa.Uuid(), nullable=False),
        sa.Column('kind', TEXT(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('started_on', sa.Date(), nullable=False),
        sa.Column('days', sa.Integer(), nullable=False),
        sa.Column('unit', TEXT(), nullable=False),
        sa.Column('due_at', MOMENT(), nullable=False),
        sa.Column('calendar', TEXT(), nullable=False),
        sa.Column('next_step', TEXT(), nullable=True),
        sa.Column('next_at', MOMENT(), nullable=True),
        sa.Column('stopped_at', MOMENT(), nullable=True),
        sa.PrimaryKeyConstraint('of_id', 'clock', name=op.f('pk_deadlines')),
    )
    op.create_index(
        'ix_deadlines_next_at', 'deadlines', ['next_at'],
        postgresql_where=sa.text('next_at IS NOT NULL'),
        sqlite_where=sa.text('next_at IS NOT NULL'),
    )


def _begin_histories() -> None:
    """Cases of before have no history: it begins with what is known of them at this moment."""
    connection = op.get_bind()
    tables = sa.MetaData()
    tables.reflect(connection, only=('cases', 'requests', 'deeds'))
    cases = sqlmodel_table('cases', tables)
    requests = sqlmodel_table('requests', tables)
    deeds = sa.table(
        'deeds',
        sa.column('case_id', sa.Uuid()), sa.column('version', sa.Integer()),
        sa.column('deed_id', sa.Uuid()), sa.column('deed', sa.String()),
        sa.column('actor_role', sa.String()), sa.column('at', MOMENT()),
        sa.column('recorded_at', MOMENT()), sa.column('told', sa.String()),
    )
    asked: dict[object, dict[str, object]] = {}
    for row in connection.execute(sa.select(requests)).mappings():
        values = {str(k): v for k, v in row.items() if k not in ('request_id', 'case_id')}
        asked.setdefault(row['case_id'], {})[str(row['request_id'])] = values
    for some in _portions(connection.execute(sa.select(cases)).mappings().all()):
        connection.execute(sa.insert(deeds), [
            {
                'case_id': row['case_id'], 'version': row['version'], 'deed_id': uuid7(),
                'deed': 'open', 'actor_role': 'system', 'at': row['opened_at'],
                'recorded_at': row['recorded_at'], 'told': _told(row, asked),
            }
            for row in some
        ])


def _portions(rows: list) -> Iterator[list]:
    for first in range(0, len(rows), 1000):
        yield rows[first:first + 1000]


def _told(row, asked) -> str:
    left_out = {*REPEATED, 'recorded_at', 'version', 'explanation', 'confidentiality', 'incident',
                'maladministration', 'unit', 'refused_by'}
    told = {
        'told': {name: row[name] for name in REPEATED},
        'case': {str(name): value for name, value in row.items() if name not in left_out},
        'requests': asked.get(row['case_id'], {}),
        'said': {'explanation': orjson.loads(row['explanation'])},
    }
    return orjson.dumps(told, default=str, option=orjson.OPT_UTC_Z).decode()


def sqlmodel_table(name: str, tables: sa.MetaData) -> sa.TableClause:
    """With the types that the product reads: reflected ones know neither ids nor zones."""
    columns = []
    for column in tables.tables[name].columns:
        kind: sa.types.TypeEngine = column.type
        if column.name.endswith('_at'):
            kind = MOMENT()
        elif column.name in ('case_id', 'complaint_id', 'request_id', 'incident'):
            kind = sa.Uuid()
        columns.append(sa.column(column.name, kind))
    return sa.table(name, *columns)


def downgrade() -> None:
    op.drop_table('deadlines')
    op.drop_table('deeds')
    op.drop_table('corrective_actions')
    with op.batch_alter_table('requests') as requests:
        for name in ('missing', 'ended_at', 'question', 'ack_due_at', 'focal_point_id', 'agency',
                     'number'):
            requests.drop_column(name)
    op.drop_index('ix_cases_incident', 'cases')
    with op.batch_alter_table('cases') as cases:
        for name in ('cycle', 'refused_by', 'named_agency', 'unit', 'maladministration', 'incident',
                     'confidentiality'):
            cases.drop_column(name)
