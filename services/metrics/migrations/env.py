"""Tells Alembic which tables metrics wants."""

from services.metrics.models import Table
from shared.db.migrations import run_migrations

run_migrations(Table.metadata)
