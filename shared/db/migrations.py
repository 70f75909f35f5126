"""Runs one service's Alembic tree; each service's env.py only says which tables it wants."""

import asyncio

from alembic import context
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool


def run_migrations(wanted: MetaData) -> None:
    """Migrate the database of the configuration; blocks, so never inside a running event loop."""
    given = context.config.attributes.get("database_url")
    url = given or context.config.get_main_option("sqlalchemy.url")
    if not url:
        raise RuntimeError("Alembic was given no database address")
    asyncio.run(_connect_and_migrate(url, wanted))


async def _connect_and_migrate(url: str, wanted: MetaData) -> None:
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_migrate, wanted)
            await connection.commit()
    finally:
        await engine.dispose()


def _migrate(connection: Connection, wanted: MetaData) -> None:
    context.configure(
        connection=connection,
        target_metadata=wanted,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()
