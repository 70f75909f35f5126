"""Of a look-alike only its name is kept: its score is counted when somebody asks."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("score", "parts", "same_reporter"):
        op.drop_column("candidates", column)


def downgrade() -> None:
    op.add_column("candidates", sa.Column("score", sa.Float(), server_default="0", nullable=False))
    op.add_column(
        "candidates", sa.Column("parts", sa.String(), server_default="{}", nullable=False)
    )
    told = sa.Column("same_reporter", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("candidates", told)
