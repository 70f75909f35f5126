"""clocks that stand still while the parties conciliate"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sqlmodel.sql.sqltypes.UTCDateTime()
    op.add_column('deadlines', sa.Column('paused_at', kind, nullable=True))
    op.add_column('deadlines', sa.Column('held_days', sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('deadlines') as deadlines:
        deadlines.drop_column('held_days')
        deadlines.drop_column('paused_at')
