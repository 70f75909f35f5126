"""when a case was reopened, and when an answer was sent back"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

MOMENT = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    with op.batch_alter_table('cases') as cases:
        cases.add_column(sa.Column('reopened_at', MOMENT(), nullable=True))
    with op.batch_alter_table('requests') as requests:
        requests.add_column(sa.Column('returned_at', MOMENT(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('requests') as requests:
        requests.drop_column('returned_at')
    with op.batch_alter_table('cases') as cases:
        cases.drop_column('reopened_at')
