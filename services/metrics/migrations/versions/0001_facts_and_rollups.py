"""Facts, what was counted of them, and the sums."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def word(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "facts",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        word("kind"),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        word("office"),
        word("agency", nullable=True),
        word("access_type"),
        word("channel"),
        word("substance"),
        word("region", nullable=True),
        word("campaign", nullable=True),
        moment("happened_at"),
        moment("recorded_at"),
        moment("heard_at"),
        moment("registered_at"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("registered_day", sa.Date(), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=True),
        moment("due_at", nullable=True),
        word("reason", nullable=True),
        word("resolution_method", nullable=True),
        word("substantiated", nullable=True),
        sa.PrimaryKeyConstraint("event_id", name="pk_facts"),
    )
    op.create_index(
        "ix_facts_closed",
        "facts",
        ["day"],
        sqlite_where=sa.text("kind = 'closed'"),
        postgresql_where=sa.text("kind = 'closed'"),
    )
    op.create_table(
        "message_facts",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        word("kind"),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.Uuid(), nullable=False),
        word("recipient"),
        word("template"),
        word("channel"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("maybe_twice", sa.Boolean(), nullable=False),
        moment("happened_at"),
        moment("recorded_at"),
        moment("heard_at"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_message_facts"),
    )
    tally = ("heard_at", "measure", "day", "agency", "office", "channel", "substance")
    op.create_table(
        "tallies",
        moment("heard_at"),
        word("measure"),
        sa.Column("day", sa.Date(), nullable=False),
        word("agency"),
        word("office"),
        word("channel"),
        word("substance"),
        word("access_type"),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*tally, "access_type", name="pk_tallies"),
        postgresql_with={"autovacuum_vacuum_scale_factor": 0, "autovacuum_vacuum_threshold": 1000},
    )
    cell = ("dimension", "scope", "measure", "grain", "day", "value", "access_type")
    op.create_table(
        "rollups",
        word("dimension"),
        word("scope"),
        word("measure"),
        word("grain"),
        sa.Column("day", sa.Date(), nullable=False),
        word("value"),
        word("access_type"),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*cell, name="pk_rollups"),
    )
    op.create_table(
        "outbox",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        word("subject"),
        word("body"),
        moment("recorded_at"),
        sa.PrimaryKeyConstraint("event_id", name="pk_outbox"),
    )
    op.create_table(
        "inbox",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        moment("heard_at"),
        sa.PrimaryKeyConstraint("event_id", name="pk_inbox"),
    )


def downgrade() -> None:
    for table in ("inbox", "outbox", "rollups", "tallies", "message_facts", "facts"):
        op.drop_table(table)
