"""Facts of openings tell on which days the clocks of the first request end."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("facts") as facts:
        facts.add_column(sa.Column("due_day", sa.Date(), nullable=True))
        facts.add_column(sa.Column("ack_due_day", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("facts") as facts:
        facts.drop_column("ack_due_day")
        facts.drop_column("due_day")
