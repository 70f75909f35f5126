"""Tells Alembic which tables routing wants."""

from services.routing.models import Table
from shared.db.migrations import run_migrations

run_migrations(Table.metadata)
