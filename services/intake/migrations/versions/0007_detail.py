"""A code that says more of a step: why a case was closed, how high a delay has risen."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("progress", sa.Column("detail", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("progress", "detail")
