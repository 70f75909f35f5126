"""Sums are kept of each office: those of all offices together are added up when they are asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ROLLUPS = sa.table(
    "rollups",
    *map(
        sa.column,
        (
            *("dimension", "scope", "measure", "grain", "day", "value", "access_type"),
            *("count", "seconds", "bin"),
        ),
    ),
)
ROW = ROLLUPS.c
OF_MESSAGES = ROW.measure.in_(("sent", "sent-maybe-twice", "failed"))


def upgrade() -> None:
    together = sa.and_(ROW.scope == "", sa.not_(OF_MESSAGES), ROW.dimension != "office")
    of_agency = sa.and_(ROW.dimension == "office", ROW.scope != "")
    op.execute(sa.delete(ROLLUPS).where(sa.or_(together, of_agency)))
    scope = sa.literal("office=", sa.String) + ROW.value
    moved = sa.update(ROLLUPS).where(ROW.dimension == "office", ROW.scope == "")
    op.execute(moved.values(dimension="total", scope=scope, value=""))


def downgrade() -> None:
    """Of all offices together, and the offices of each agency."""
    of_office = sa.and_(ROW.scope.like("office=%"), sa.not_(OF_MESSAGES))
    office = sa.func.substr(ROW.scope, len("office=") + 1)
    for dimension, scope, value, where in (
        (ROW.dimension, sa.literal(""), ROW.value, of_office),
        (
            sa.literal("office"),
            sa.literal("agency=", sa.String) + ROW.value,
            office,
            sa.and_(of_office, ROW.dimension == "agency"),
        ),
        (sa.literal("office"), sa.literal(""), office, sa.and_(of_office, ROW.dimension == "total")),
    ):
        key = (dimension, scope, ROW.measure, ROW.grain, ROW.day, value, ROW.access_type)
        amounts = (sa.func.sum(ROW["count"]), sa.func.sum(ROW.seconds))
        rows = sa.select(*key, *amounts, ROW.bin).where(where).group_by(*key, ROW.bin)
        op.execute(sa.insert(ROLLUPS).from_select([column.name for column in ROW], rows))
    op.execute(sa.delete(ROLLUPS).where(ROW.scope.like("office=%"), ROW.dimension == "total"))
