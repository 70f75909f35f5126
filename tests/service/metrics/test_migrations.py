"""The migrations make the tables that the code uses, with moments that know their zone."""

import asyncio
from datetime import timedelta
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, select
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.provision import migrate, migrations_of
from services.metrics import store
from services.metrics.models import RollupRow
from shared.db.database import Database
from shared.db.transaction import table_of
from shared.events.routing import NO_AGENCY
from tests.factories import a_closed_case, an_accepted_complaint, an_assigned_case
from tests.service.metrics.facts import (
    a_finished_consultation,
    a_sent_message,
    an_acknowledged_request,
    an_answered_request,
    an_unroutable_case,
)
from tests.service.metrics.listening import happened

MADE_BY_REBUILDING = ("due-", "ended-")
"""What older facts do not tell: the streams do."""


def test_migrated_tables_are_those_of_the_models_and_a_second_run_changes_nothing(
    database_url: str,
) -> None:
    migrate("metrics", database_url)
    config = Config()
    config.set_main_option("script_location", str(migrations_of("metrics")))
    config.attributes["database_url"] = database_url
    command.check(config)
    command.downgrade(config, "base")
    migrate("metrics", database_url)


async def test_sums_of_cases_are_made_again_from_the_facts(
    database_url: str, database: Database
) -> None:
    told = {"office": "kukar", "agency": NO_AGENCY}
    waiting = an_unroutable_case()
    await happened(
        database,
        an_accepted_complaint(),
        a_finished_consultation(),
        an_assigned_case(),
        waiting,
        an_assigned_case(was_unroutable=True),
        a_closed_case(**told),
        a_closed_case().model_copy(update={"reason": "K24"}),
        an_acknowledged_request(),
        an_answered_request(timedelta(hours=1)),
        an_answered_request(timedelta(hours=-1)),
        a_sent_message(maybe_twice=True),
    )
    await store.fold(database)
    await happened(database, a_closed_case())
    before = await _rollups_after_folding(database)
    assert len(before) > 100
    config = Config()
    config.set_main_option("script_location", str(migrations_of("metrics")))
    config.attributes["database_url"] = database_url
    await asyncio.to_thread(command.downgrade, config, "0001")
    await asyncio.to_thread(migrate, "metrics", database_url)
    assert await _rollups_after_folding(database) == before


async def _rollups_after_folding(database: Database) -> set[Any]:
    await store.fold(database)
    async with database.reading() as connection:
        rows = (await connection.execute(select(table_of(RollupRow)))).all()
    return {tuple(row) for row in rows if not row.measure.startswith(MADE_BY_REBUILDING)}


def test_moments_are_stored_with_their_zone(database_url: str) -> None:
    if not database_url.startswith("postgresql"):
        return

    def columns(connection: Connection) -> dict[str, str]:
        found = inspect(connection).get_columns("facts")
        return {column["name"]: repr(column["type"]) for column in found}

    async def ask() -> dict[str, str]:
        engine = create_async_engine(database_url)
        async with engine.connect() as connection:
            kinds = await connection.run_sync(columns)
        await engine.dispose()
        return kinds

    kinds = asyncio.run(ask())
    moments = [name for name in kinds if name.endswith("_at")]
    assert len(moments) == 5
    assert all(kinds[name] == "TIMESTAMP(timezone=True)" for name in moments)
