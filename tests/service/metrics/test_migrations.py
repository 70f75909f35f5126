"""The migrations make the tables that the code uses, with moments that know their zone."""

import asyncio

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.provision import migrate, migrations_of


def test_migrated_tables_are_those_of_the_models_and_a_second_run_changes_nothing(
    migrated_url: str,
) -> None:
    migrate("metrics", migrated_url)
    config = Config()
    config.set_main_option("script_location", str(migrations_of("metrics")))
    config.attributes["database_url"] = migrated_url
    command.check(config)
    command.downgrade(config, "base")
    migrate("metrics", migrated_url)


def test_moments_are_stored_with_their_zone(migrated_url: str) -> None:
    if not migrated_url.startswith("postgresql"):
        return

    def columns(connection: Connection) -> dict[str, str]:
        found = inspect(connection).get_columns("facts")
        return {column["name"]: repr(column["type"]) for column in found}

    async def ask() -> dict[str, str]:
        engine = create_async_engine(migrated_url)
        async with engine.connect() as connection:
            kinds = await connection.run_sync(columns)
        await engine.dispose()
        return kinds

    kinds = asyncio.run(ask())
    moments = [name for name in kinds if name.endswith("_at")]
    assert len(moments) == 5
    assert all(kinds[name] == "TIMESTAMP(timezone=True)" for name in moments)
