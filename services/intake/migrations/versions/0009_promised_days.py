"""What a clock was promised on: a later decree never shortens it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("clocks", sa.Column("started_on", sa.Date(), nullable=True))
    op.add_column("clocks", sa.Column("promised_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("clocks", "promised_on")
    op.drop_column("clocks", "started_on")
