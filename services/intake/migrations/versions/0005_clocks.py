"""How long staff have for each stage of verification."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def upgrade() -> None:
    op.create_table(
        "clocks",
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        moment("due_at"),
        sa.Column("calendar", sa.String(), nullable=True),
        moment("stopped_at"),
        moment("missed_at"),
        sa.PrimaryKeyConstraint("complaint_id", "stage", name="pk_clocks"),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.complaint_id"], name="fk_clocks_complaint_id"
        ),
    )
    _partial("clocks", "due_at", ["due_at"], "stopped_at IS NULL AND missed_at IS NULL"
             " AND due_at IS NOT NULL")
    op.add_column("verifications", sa.Column("reckoned", sa.Integer(), nullable=True))
    op.add_column("verifications", moment("overdue_since"))
    _partial("verifications", "unreckoned", ["complaint_id"], "reckoned IS NULL")
    overdue = ["overdue_since", "complaint_id"]
    _partial("verifications", "overdue", overdue, "overdue_since IS NOT NULL")


def _partial(table: str, name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        f"ix_{table}_{name}", table, columns, postgresql_where=condition, sqlite_where=condition
    )


def downgrade() -> None:
    op.drop_index("ix_verifications_overdue", "verifications")
    op.drop_index("ix_verifications_unreckoned", "verifications")
    op.drop_column("verifications", "overdue_since")
    op.drop_column("verifications", "reckoned")
    op.drop_table("clocks")
