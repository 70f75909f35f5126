"""Facts of a kind on a day are found without looking at all others: single days are read from them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

CLOSED = sa.text("kind = 'closed'")


def upgrade() -> None:
    op.create_index("ix_facts_kind_day", "facts", ["kind", "day"])
    op.drop_index("ix_facts_closed", "facts")


def downgrade() -> None:
    op.create_index(
        "ix_facts_closed", "facts", ["day"], postgresql_where=CLOSED, sqlite_where=CLOSED
    )
    op.drop_index("ix_facts_kind_day", "facts")
