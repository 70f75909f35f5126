"""The event of which a delivered notice told."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("proofs", sa.Column("cause", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("proofs", "cause")
