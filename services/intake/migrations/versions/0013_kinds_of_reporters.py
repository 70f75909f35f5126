"""what kind of reporter it is, and in which province they live"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('complaints', sa.Column('reporter_class', sa.String(), nullable=True))
    op.add_column('complaints', sa.Column('reporter_province', sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('complaints') as complaints:
        complaints.drop_column('reporter_province')
        complaints.drop_column('reporter_class')
