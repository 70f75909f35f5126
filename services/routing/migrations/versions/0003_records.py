"""records with a history in the place of a registry that is replaced whole"""

from collections import defaultdict

import orjson
import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

from shared import clock

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime
KEYS = {'agencies': 'agency', 'focal-points': 'appointment_id'}


def upgrade() -> None:
    op.create_table(
        'records',
        sa.Column('office', TEXT(), nullable=False),
        sa.Column('noun', TEXT(), nullable=False),
        sa.Column('key', TEXT(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('told', TEXT(), nullable=False),
        sa.Column('is_withdrawn', sa.Boolean(), nullable=False),
        sa.Column('by_file', sa.Boolean(), nullable=False),
        sa.Column('file_digest', TEXT(), nullable=True),
        sa.ForeignKeyConstraint(['office'], ['offices.office'], name=op.f('fk_records_office')),
        sa.PrimaryKeyConstraint('office', 'noun', 'key', name=op.f('pk_records')),
    )
    op.create_index('ix_records_noun_key', 'records', ['noun', 'key'])
    op.create_table(
        'record_changes',
        sa.Column('office', TEXT(), nullable=False),
        sa.Column('noun', TEXT(), nullable=False),
        sa.Column('key', TEXT(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('deed', TEXT(), nullable=False),
        sa.Column('told', TEXT(), nullable=False),
        sa.Column('actor_role', TEXT(), nullable=False),
        sa.Column('actor_id', TEXT(), nullable=True),
        sa.Column('at', MOMENT(), nullable=False),
        sa.Column('recorded_at', MOMENT(), nullable=False),
        sa.PrimaryKeyConstraint(
            'office', 'noun', 'key', 'version', name=op.f('pk_record_changes')
        ),
    )
    _take_over()
    op.drop_table('rules')
    with op.batch_alter_table('focal_points') as points:
        points.drop_index(op.f('ix_focal_points_office'))
    op.drop_table('focal_points')
    op.drop_table('agencies')
    with op.batch_alter_table('offices') as offices:
        for name in ('name', 'time_zone', 'policies', 'digest', 'file_digest'):
            offices.drop_column(name)


def _take_over() -> None:
    """What was known becomes the first version of each record, learnt at this moment."""
    connection = op.get_bind()
    tables = sa.MetaData()
    tables.reflect(connection, only=('offices', 'agencies', 'focal_points', 'rules'))
    offices = {one['office']: one for one in _all(connection, tables, 'offices')}
    found: list[tuple[str, str, str, dict, bool]] = []
    for office, row in offices.items():
        policies = row['policies']
        policies = policies if isinstance(policies, dict) else orjson.loads(policies)
        row['policies'] = policies
        values = {name: row[name] for name in ('office', 'name', 'time_zone')}
        values['answer_days'] = policies['answer_days']
        found.append((office, 'offices', office, values, False))
    for row in _all(connection, tables, 'agencies'):
        office = row.pop('office')
        found.append((office, 'agencies', row['agency'], row, False))
    for row in _all(connection, tables, 'focal_points'):
        office, listed = row.pop('office'), row.pop('is_listed')
        found.append((office, 'focal-points', row['appointment_id'], row, not listed))
    lines = defaultdict(list)
    for row in sorted(_all(connection, tables, 'rules'), key=lambda one: one['rank']):
        when = row['conditions']
        when = when if isinstance(when, dict) else orjson.loads(when)
        rule = {'name': row['name'], 'when': when, 'agency': row['agency']}
        lines[row['office'], row['rule_set'], row['version']].append(rule)
    for (office, name, version), rules in lines.items():
        stands = [name, version] == list(offices[office]['policies']['rule_set'])
        values = {'name': name, 'version': version, 'rules': rules}
        found.append((office, 'rules', f'{name}-{version}', values, not stands))
    _write(connection, offices, found)


def _all(connection: sa.Connection, tables: sa.MetaData, name: str) -> list[dict]:
    rows = connection.execute(sa.select(tables.tables[name])).mappings()
    return [{str(key): value for key, value in row.items()} for row in rows]


def _write(connection, offices, found) -> None:
    if not found:
        return
    untouched = {
        office for office, row in offices.items() if row['digest'] == row['file_digest']
    }
    now = clock.now()
    records = sa.table('records', *map(sa.column, (
        'office', 'noun', 'key', 'version', 'told', 'is_withdrawn', 'by_file', 'file_digest',
    )))
    changes = sa.table('record_changes', *map(sa.column, (
        'office', 'noun', 'key', 'version', 'deed', 'told', 'actor_role', 'actor_id',
    )), sa.column('at', MOMENT()), sa.column('recorded_at', MOMENT()))
    for office, noun, key, values, withdrawn in found:
        told = {'office': office, 'noun': noun, 'key': key, 'version': 1}
        told['told'] = orjson.dumps(values, default=str).decode()
        connection.execute(sa.insert(records), {
            **told, 'is_withdrawn': withdrawn, 'by_file': office in untouched, 'file_digest': None,
        })
        connection.execute(sa.insert(changes), {
            **told, 'deed': 'withdraw' if withdrawn else 'put', 'actor_role': 'system',
            'actor_id': 'migration', 'at': now, 'recorded_at': now,
        })


def downgrade() -> None:
    """The tables of before come back empty: files fill them again."""
    op.drop_table('record_changes')
    op.drop_index('ix_records_noun_key', 'records')
    op.drop_table('records')
    op.execute('DELETE FROM offices')
    json = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')
    with op.batch_alter_table('offices') as offices:
        for name in ('name', 'time_zone', 'digest'):
            offices.add_column(sa.Column(name, TEXT(), nullable=False))
        offices.add_column(sa.Column('policies', json, nullable=False))
        offices.add_column(sa.Column('file_digest', TEXT(), nullable=True))
    op.create_table(
        'agencies',
        sa.Column('office', TEXT(), nullable=False),
        sa.Column('agency', TEXT(), nullable=False),
        sa.Column('name', TEXT(), nullable=False),
        sa.Column('kind', TEXT(), nullable=False),
        sa.Column('region', TEXT(), nullable=True),
        sa.ForeignKeyConstraint(['office'], ['offices.office'], name=op.f('fk_agencies_office')),
        sa.PrimaryKeyConstraint('office', 'agency', name=op.f('pk_agencies')),
    )
    op.create_table(
        'focal_points',
        sa.Column('appointment_id', TEXT(), nullable=False),
        *(sa.Column(name, TEXT(), nullable=False)
          for name in ('office', 'agency', 'name', 'email', 'role')),
        sa.Column('letter', TEXT(), nullable=True),
        sa.Column('valid_from', sa.Date(), nullable=False),
        sa.Column('valid_to', sa.Date(), nullable=True),
        sa.Column('is_listed', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('appointment_id', name=op.f('pk_focal_points')),
    )
    op.create_index(op.f('ix_focal_points_office'), 'focal_points', ['office'])
    op.create_table(
        'rules',
        sa.Column('office', TEXT(), nullable=False),
        sa.Column('rule_set', TEXT(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('rank', sa.Integer(), nullable=False),
        sa.Column('name', TEXT(), nullable=False),
        sa.Column('conditions', json, nullable=False),
        sa.Column('agency', TEXT(), nullable=False),
        sa.PrimaryKeyConstraint('office', 'rule_set', 'version', 'rank', name=op.f('pk_rules')),
    )
