"""Facts that name a campaign are found without looking at all others."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NAMED = sa.text("campaign IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_facts_campaign",
        "facts",
        ["campaign"],
        postgresql_where=NAMED,
        sqlite_where=NAMED,
    )


def downgrade() -> None:
    op.drop_index("ix_facts_campaign", "facts")
