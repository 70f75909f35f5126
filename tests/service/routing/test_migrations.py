"""The migrations make the tables that the code uses, and give the cases of before a history."""

import asyncio
from typing import Any

import orjson
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import select
from sqlmodel.sql.sqltypes import UTCDateTime

from deploy.provision import migrate, migrations_of
from services.routing import store
from services.routing.domain.case import replay
from services.routing.models import InboxRow, OutboxRow
from services.routing.store.cases import CASES, with_parts
from shared.db.database import Database
from shared.ids import new_id
from tests.factories import NOON
from tests.service.routing.office import LATER


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_of("routing")))
    config.attributes["database_url"] = url
    return config


def test_migrated_tables_are_those_of_the_models_and_the_way_back_is_open(
    database_url: str,
) -> None:
    migrate("routing", database_url)
    command.check(_config(database_url))
    command.downgrade(_config(database_url), "base")
    migrate("routing", database_url)


def _table(name: str, values: dict[str, Any]) -> sa.TableClause:
    kinds = {
        column: UTCDateTime()
        if column.endswith("_at")
        else sa.Uuid()
        if column in ("case_id", "complaint_id", "request_id")
        else sa.types.NullType()
        for column in values
    }
    return sa.table(name, *(sa.column(column, kind) for column, kind in kinds.items()))


async def _write(database: Database) -> None:
    case_id = new_id()
    case = {
        "case_id": case_id,
        "complaint_id": new_id(),
        "office": "babel",
        "agency": "water",
        "access_type": "LM",
        "channel": "website",
        "substance": "air",
        "language": "id",
        "reachable": False,
        "silent": False,
        "registered_at": NOON,
        "opened_at": NOON,
        "recorded_at": LATER,
        "state": "assigned",
        "version": 2,
        "focal_point_id": "water-primary",
        "explanation": '{"rule":"as-named"}',
    }
    request = {
        "request_id": new_id(),
        "case_id": case_id,
        "kind": "clarification",
        "state": "acknowledged",
        "sent_at": NOON,
        "answer_due_at": LATER,
        "acknowledged_at": LATER,
    }
    async with database.plain_transaction() as connection:
        for name, values in (("cases", case), ("requests", request)):
            await connection.execute(sa.insert(_table(name, values)).values(**values))


async def _holds(database: Database) -> None:
    async with database.reading() as connection:
        rows = (await connection.execute(select(CASES))).all()
        [case] = (await with_parts(connection, rows)).values()
        lines = await store.history(connection, case.case_id)
    assert replay([(line.version, orjson.loads(line.told)) for line in lines]) == case
    [request] = case.requests
    assert (case.version, request.agency, request.number) == (2, "water", 1)


def test_cases_of_before_get_a_history_that_makes_them(database_url: str) -> None:
    command.upgrade(_config(database_url), "0001")

    async def at(work: Any) -> None:
        database = Database(database_url, OutboxRow, InboxRow)
        try:
            await work(database)
        finally:
            await database.close()

    asyncio.run(at(_write))
    migrate("routing", database_url)
    asyncio.run(at(_holds))
