"""repetitions that wait for an officer while the ladder goes on"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sqlmodel.sql.sqltypes.UTCDateTime()
    op.add_column('deadlines', sa.Column('asks_at', kind, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('deadlines') as deadlines:
        deadlines.drop_column('asks_at')
