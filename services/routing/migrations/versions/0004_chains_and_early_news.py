"""requests that repeat others, actions of one agency, news from before a case was opened"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    with op.batch_alter_table('requests') as requests:
        requests.add_column(sa.Column('follows', sa.Uuid(), nullable=True))
    with op.batch_alter_table('corrective_actions') as actions:
        actions.add_column(sa.Column('agency', TEXT(), nullable=True))
        actions.add_column(sa.Column('cycle', sa.Integer(), nullable=False, server_default='1'))
    with op.batch_alter_table('corrective_actions') as actions:
        actions.alter_column('cycle', server_default=None)
    op.create_table(
        'early_news',
        sa.Column('event_id', sa.Uuid(), nullable=False),
        sa.Column('complaint_id', sa.Uuid(), nullable=False),
        sa.Column('deed', TEXT(), nullable=False),
        sa.Column('incident', sa.Uuid(), nullable=True),
        sa.Column('at', MOMENT(), nullable=False),
        sa.Column('recorded_at', MOMENT(), nullable=False),
        sa.PrimaryKeyConstraint('event_id'),
    )


def downgrade() -> None:
    op.drop_table('early_news')
    with op.batch_alter_table('corrective_actions') as actions:
        actions.drop_column('cycle')
        actions.drop_column('agency')
    with op.batch_alter_table('requests') as requests:
        requests.drop_column('follows')
