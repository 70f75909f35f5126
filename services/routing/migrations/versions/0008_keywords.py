"""what intake's list of services found in the story"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sqlmodel.sql.sqltypes.AutoString()
    with op.batch_alter_table('cases') as cases:
        cases.add_column(sa.Column('keywords', kind, nullable=False, server_default='[]'))
    with op.batch_alter_table('cases') as cases:
        cases.alter_column('keywords', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('cases') as cases:
        cases.drop_column('keywords')
