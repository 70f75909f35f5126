"""Complaints, those who made them, and the progress of each."""

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
        "reporters",
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_identity", sa.LargeBinary(), nullable=False),
        sa.Column("has_mail", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("reporter_id", name="pk_reporters"),
    )
    op.create_table(
        "complaints",
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        word("tracking_code"),
        word("office"),
        word("access_type"),
        word("channel"),
        word("substance"),
        word("agency", nullable=True),
        word("region", nullable=True),
        word("campaign", nullable=True),
        word("language"),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("sealed_narrative", sa.LargeBinary(), nullable=False),
        word("state"),
        moment("registered_at"),
        moment("recorded_at"),
        word("idempotency_key", nullable=True),
        sa.Column("request_digest", sa.LargeBinary(), nullable=True),
        word("source", nullable=True),
        word("source_number", nullable=True),
        sa.PrimaryKeyConstraint("complaint_id", name="pk_complaints"),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["reporters.reporter_id"], name="fk_complaints_reporter_id"
        ),
        sa.UniqueConstraint("tracking_code", name="uq_complaints_tracking_code"),
        sa.UniqueConstraint("idempotency_key", name="uq_complaints_idempotency_key"),
        sa.UniqueConstraint("source", "source_number", name="uq_complaints_source_number"),
    )
    op.create_table(
        "progress",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        word("step"),
        moment("happened_at"),
        word("agency", nullable=True),
        moment("answer_due_at", nullable=True),
        sa.PrimaryKeyConstraint("event_id", name="pk_progress"),
    )
    op.create_index("ix_progress_complaint_id", "progress", ["complaint_id"])
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
    for table in ("inbox", "outbox", "progress", "complaints", "reporters"):
        op.drop_table(table)
