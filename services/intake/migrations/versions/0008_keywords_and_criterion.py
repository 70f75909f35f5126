"""What a story is known by elsewhere, and why a report takes the fast route."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("complaints", sa.Column("keywords", sa.String(), nullable=True))
    op.add_column("complaints", sa.Column("criterion", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("complaints", "criterion")
    op.drop_column("complaints", "keywords")
