"""Complaints that nobody has made: the office began them itself."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("has_identity", sa.Boolean(), server_default=sa.true(), nullable=False)
    op.add_column("reporters", column)


def downgrade() -> None:
    op.drop_column("reporters", "has_identity")
