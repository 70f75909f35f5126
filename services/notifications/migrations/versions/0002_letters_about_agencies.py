"""letters about an agency, which belong to no complaint"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("messages") as messages:
        messages.alter_column("complaint_id", existing_type=sa.Uuid(), nullable=True)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM messages WHERE complaint_id IS NULL"))
    with op.batch_alter_table("messages") as messages:
        messages.alter_column("complaint_id", existing_type=sa.Uuid(), nullable=False)
