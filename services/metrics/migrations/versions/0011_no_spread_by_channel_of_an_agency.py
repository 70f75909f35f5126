"""Of one agency no distribution is kept by channel or sector: there were as many rows as cases."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SPREAD = (
    "days-to-close",
    "working-days-to-close",
    "days-to-close-waited",
    "hours-to-acknowledge",
    "hours-to-answer",
    "days-from-answer-to-close",
    "days-to-close-unverified",
    "days-in-verification",
)


def upgrade() -> None:
    rollups = sa.table("rollups", *map(sa.column, ("dimension", "scope", "measure")))
    op.execute(
        sa.delete(rollups).where(
            rollups.c.dimension.in_(("channel", "substance")),
            rollups.c.scope.like("agency=%"),
            rollups.c.measure.in_(SPREAD),
        )
    )


def downgrade() -> None:
    """The rows come back with `narahubung metrics rebuild`."""
