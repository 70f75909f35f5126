"""Verification by staff: deeds, clocks, look-alikes, incidents, and who read what."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def word(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=nullable)


def key(name: str) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=False)


def of_a_complaint(table: str, column: str = "complaint_id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["complaints.complaint_id"], name=f"fk_{table}_{column}"
    )


def upgrade() -> None:
    op.add_column("complaints", sa.Column("event_date", sa.Date(), nullable=True))
    op.add_column("complaints", word("maladministration", nullable=True))
    op.add_column(
        "complaints",
        sa.Column("confidentiality", sa.String(), nullable=False, server_default="open"),
    )
    op.create_table(
        "verifications",
        key("complaint_id"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_waiting", sa.Boolean(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=True),
        moment("due_at", nullable=True),
        moment("compared_at", nullable=True),
        sa.PrimaryKeyConstraint("complaint_id", name="pk_verifications"),
        of_a_complaint("verifications"),
    )
    op.create_index("ix_verifications_incident_id", "verifications", ["incident_id"])
    waiting = sa.text("is_waiting")
    op.create_index(
        "ix_verifications_waiting",
        "verifications",
        ["complaint_id"],
        postgresql_where=waiting,
        sqlite_where=waiting,
    )
    running = sa.text("due_at IS NOT NULL")
    op.create_index(
        "ix_verifications_due_at",
        "verifications",
        ["due_at"],
        postgresql_where=running,
        sqlite_where=running,
    )
    op.create_table(
        "deeds",
        key("deed_id"),
        key("complaint_id"),
        sa.Column("version", sa.Integer(), nullable=False),
        word("deed"),
        word("actor"),
        moment("happened_at"),
        moment("recorded_at"),
        word("told"),
        sa.Column("sealed_note", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("deed_id", name="pk_deeds"),
        of_a_complaint("deeds"),
        sa.UniqueConstraint("complaint_id", "version", name="uq_deeds_complaint_id_version"),
    )
    op.create_table(
        "candidates",
        key("complaint_id"),
        key("other_id"),
        sa.Column("score", sa.Float(), nullable=False),
        word("parts"),
        sa.Column("same_reporter", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("complaint_id", "other_id", name="pk_candidates"),
        of_a_complaint("candidates"),
        of_a_complaint("candidates", "other_id"),
    )
    op.create_table(
        "incidents",
        key("incident_id"),
        word("office"),
        word("title"),
        word("agency"),
        word("substance", nullable=True),
        word("region", nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        word("actor"),
        moment("recorded_at"),
        sa.PrimaryKeyConstraint("incident_id", name="pk_incidents"),
    )
    op.create_table(
        "readings",
        key("reading_id"),
        key("complaint_id"),
        word("actor"),
        moment("read_at"),
        sa.PrimaryKeyConstraint("reading_id", name="pk_readings"),
        of_a_complaint("readings"),
    )
    op.create_index("ix_readings_complaint_id", "readings", ["complaint_id"])


def downgrade() -> None:
    for table in ("readings", "incidents", "candidates", "deeds", "verifications"):
        op.drop_table(table)
    for column in ("confidentiality", "maladministration", "event_date"):
        op.drop_column("complaints", column)
