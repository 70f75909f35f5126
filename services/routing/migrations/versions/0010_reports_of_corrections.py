"""what agencies report of corrective actions, and what is missing in it"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

MOMENT = sqlmodel.sql.sqltypes.UTCDateTime

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sqlmodel.sql.sqltypes.AutoString()
    with op.batch_alter_table('corrective_actions') as actions:
        actions.add_column(sa.Column('report', kind, nullable=True))
        actions.add_column(sa.Column('put_right_on', sa.Date(), nullable=True))
        actions.add_column(sa.Column('reported_at', MOMENT(), nullable=True))
        actions.add_column(sa.Column('missing', kind, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('corrective_actions') as actions:
        for column in ('report', 'put_right_on', 'reported_at', 'missing'):
            actions.drop_column(column)
