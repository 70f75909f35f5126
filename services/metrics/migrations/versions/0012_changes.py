"""How often something was counted, so that answers can be remembered until it is counted again."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "changes",
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("process", name="pk_changes"),
    )


def downgrade() -> None:
    op.drop_table("changes")
