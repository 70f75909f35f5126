"""Which tables the migrations of notifications are about."""

from services.notifications.models import Table
from shared.db.migrations import run_migrations

run_migrations(Table.metadata)
