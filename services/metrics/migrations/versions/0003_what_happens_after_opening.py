"""Facts tell where a case came from and how high a delay has risen."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("facts") as facts:
        facts.add_column(sa.Column("from_agency", sa.String(), nullable=True))
        facts.add_column(sa.Column("level", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("facts") as facts:
        facts.drop_column("level")
        facts.drop_column("from_agency")
