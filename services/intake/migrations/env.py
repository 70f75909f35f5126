"""Tells Alembic which tables intake wants."""

from services.intake.models import Table
from shared.db.migrations import run_migrations

run_migrations(Table.metadata)
