"""the loss that a reporter was saved, as the closing of the case says"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('cases', sa.Column('loss_saved', sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('cases') as cases:
        cases.drop_column('loss_saved')
