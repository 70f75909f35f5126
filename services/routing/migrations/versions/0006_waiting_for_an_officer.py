"""cases that wait for an agency's officer"""

import orjson
import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

HELD = sa.text('waits_for IS NOT NULL')


def upgrade() -> None:
    with op.batch_alter_table('cases') as cases:
        cases.add_column(
            sa.Column('waits_for', sqlmodel.sql.sqltypes.AutoString(), nullable=True)
        )
    _take_over()
    op.create_index(
        'ix_cases_waits_for',
        'cases',
        ['office', 'waits_for'],
        postgresql_where=HELD,
        sqlite_where=HELD,
    )


def _take_over() -> None:
    """Why a case could not be placed stands in its explanation."""
    cases = sa.table(
        'cases',
        *(sa.column(name) for name in ('state', 'explanation', 'waits_for')),
        sa.column('case_id', sa.Uuid()),
    )
    connection = op.get_bind()
    query = sa.select(cases.c.case_id, cases.c.explanation)
    for row in connection.execute(query.where(cases.c.state == 'unroutable')).all():
        told = orjson.loads(row.explanation)
        if told.get('why') == 'no-focal-point':
            of_this = cases.c.case_id == row.case_id
            agency = told['agency']
            connection.execute(sa.update(cases).where(of_this).values(waits_for=agency))


def downgrade() -> None:
    op.drop_index('ix_cases_waits_for', 'cases')
    with op.batch_alter_table('cases') as cases:
        cases.drop_column('waits_for')
