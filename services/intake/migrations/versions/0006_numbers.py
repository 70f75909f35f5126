"""Agenda and archive numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def word(name: str) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=False)


def count(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "books",
        word("office"),
        word("name"),
        sa.Column("year", sa.Integer(), nullable=False, autoincrement=False),
        count("last"),
        sa.PrimaryKeyConstraint("office", "name", "year", name="pk_books"),
    )
    op.create_table(
        "numbers",
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        word("series"),
        word("office"),
        word("book"),
        count("year"),
        count("number"),
        sa.Column("given_for", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("complaint_id", "series", name="pk_numbers"),
        sa.UniqueConstraint(
            "office", "book", "year", "number", name="uq_numbers_office_book_year_number"
        ),
    )


def downgrade() -> None:
    op.drop_table("numbers")
    op.drop_table("books")
