"""when the fast route of a case ended"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sqlmodel.sql.sqltypes.UTCDateTime()
    op.add_column('cases', sa.Column('converted_at', kind, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('cases') as cases:
        cases.drop_column('converted_at')
