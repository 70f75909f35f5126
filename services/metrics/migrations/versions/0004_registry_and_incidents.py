"""What was recorded about agencies, and which complaints belong to a mass incident."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def moments() -> list[sa.Column]:
    names = ("happened_at", "recorded_at", "heard_at")
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "registry_facts",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        *moments(),
        sa.PrimaryKeyConstraint("event_id", name="pk_registry_facts"),
    )
    op.create_table(
        "joinings",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=True),
        *moments(),
        sa.PrimaryKeyConstraint("event_id", name="pk_joinings"),
    )


def downgrade() -> None:
    op.drop_table("joinings")
    op.drop_table("registry_facts")
