"""the last day that an order had set, of corrective actions that were sent back"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sqlmodel.sql.sqltypes.UTCDateTime()
    op.add_column('corrective_actions', sa.Column('first_due_at', kind, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('corrective_actions') as actions:
        actions.drop_column('first_due_at')
