"""The migrations make the tables that the code uses, and give the cases of before a history."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import select
from sqlmodel.sql.sqltypes import UTCDateTime

from deploy.provision import migrate, migrations_of
from services.routing import store
from services.routing.domain.agencies import Agency
from services.routing.domain.registry import Registry
from services.routing.domain.replaying import replay
from services.routing.models import InboxRow, OutboxRow
from services.routing.store.cases import CASES, with_parts
from shared.db.database import Database
from shared.ids import new_id
from tests.factories import NOON
from tests.offices import a_rule, an_officer, some_rules
from tests.service.routing.office import LATER


@pytest.fixture
def made_for() -> None:
    """The database begins empty: each test goes all the way."""


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


def _at(database_url: str, work: Callable[[Database], Awaitable[None]]) -> None:
    async def done() -> None:
        database = Database(database_url, OutboxRow, InboxRow)
        try:
            await work(database)
        finally:
            await database.close()

    asyncio.run(done())


def test_cases_of_before_get_a_history_that_makes_them(database_url: str) -> None:
    command.upgrade(_config(database_url), "0001")

    _at(database_url, _write)
    migrate("routing", database_url)
    _at(database_url, _holds)


async def _write_what_waits(database: Database) -> None:
    case: dict[str, Any]
    case = {"office": "babel", "agency": "unrouted", "access_type": "LM", "channel": "website"}
    case |= {"substance": "air", "language": "id", "confidentiality": "open"}
    case |= {"maladministration": "[]", "refused_by": "[]", "state": "unroutable"}
    case |= {"reachable": False, "silent": False, "version": 1, "cycle": 1}
    case |= dict.fromkeys(("registered_at", "opened_at", "recorded_at"), NOON)
    told = ({"why": "no-focal-point", "agency": "lights"}, {"why": "no-rule"})
    async with database.plain_transaction() as connection:
        for explanation in told:
            ids = {"case_id": new_id(), "complaint_id": new_id()}
            values = {**case, **ids, "explanation": orjson.dumps(explanation).decode()}
            await connection.execute(sa.insert(_table("cases", values)).values(**values))


async def _waits_for_the_lights(database: Database) -> None:
    async with database.reading() as connection:
        rows = (await connection.execute(select(CASES).order_by(CASES.c.case_id))).all()
        waiting = await store.waiting_for(
            connection, office="babel", agency="lights", after=None, limit=9
        )
    assert [row.waits_for for row in rows] == ["lights", None]
    assert waiting == [rows[0].case_id]


def test_cases_of_before_wait_for_the_officer_that_they_wanted(database_url: str) -> None:
    command.upgrade(_config(database_url), "0005")

    _at(database_url, _write_what_waits)
    migrate("routing", database_url)
    _at(database_url, _waits_for_the_lights)


async def _write_a_registry(database: Database) -> None:
    policies = {"answer_days": {"rco": 2}, "rule_set": ["contoh", 1]}
    office: dict[str, Any] = {"office": "babel", "name": "Contoh", "time_zone": "Asia/Jakarta"}
    office |= {"digest": "same", "file_digest": "same", "version": 7, "policies": policies}
    agency = {"office": "babel", "agency": "water", "name": "Air", "kind": "bumd", "region": "19"}
    rule: dict[str, Any] = {"office": "babel", "rule_set": "contoh", "version": 1, "rank": 1}
    rule |= {"name": "all", "conditions": {"channel": ["website"]}, "agency": "water"}
    points = [
        an_officer(name).model_dump(exclude={"unit"}) | {"office": "babel", "is_listed": listed}
        for name, listed in (("water-primary", True), ("water-past", False))
    ]
    tables = sa.MetaData()
    async with database.plain_transaction() as connection:
        await connection.run_sync(tables.reflect)
        of: list[tuple[str, dict[str, Any]]]
        of = [("offices", office), ("agencies", agency), ("rules", rule)]
        for name, values in [*of, *(("focal_points", point) for point in points)]:
            await connection.execute(sa.insert(tables.tables[name]).values(**values))


async def _knows_the_registry(database: Database) -> None:
    async with database.reading() as connection:
        [registry] = await store.offices(connection)
        contacts = await store.contacts(connection, ["water-past"])
    assert registry == Registry(
        office="babel",
        name="Contoh",
        answer_days={"rco": 2},
        agencies=[Agency(agency="water", name="Air", kind="bumd", region="19")],
        focal_points=[an_officer("water-primary")],
        rule_set=some_rules(a_rule("all", "water", channel=["website"])),
    )
    assert [one["agency_name"] for one in contacts] == ["Air"]
    async with database.transaction(LATER) as tx:
        newer = registry.model_copy(update={"name": "Newer file"})
        assert len(await store.load(tx, newer, from_file=True)) == 1


def test_a_registry_of_before_becomes_records_that_its_file_still_rules(database_url: str) -> None:
    command.upgrade(_config(database_url), "0002")

    _at(database_url, _write_a_registry)
    migrate("routing", database_url)
    _at(database_url, _knows_the_registry)


async def _tells_of_the_agency(database: Database) -> None:
    async with database.reading() as connection:
        told = (await connection.execute(select(database.outbox))).all()
    [event] = [orjson.loads(row.body) for row in told]
    assert [row.subject for row in told] == ["routing.water.agency.recorded.v1"]
    assert (event["type"], event["sequence"]) == ("routing.agency.recorded.v1", "1")
    assert {"agency": "water", "title": "Air", "kind": "bumd"}.items() <= event["data"].items()


def test_agencies_of_before_are_told_of(database_url: str) -> None:
    command.upgrade(_config(database_url), "0002")

    _at(database_url, _write_a_registry)
    migrate("routing", database_url)
    _at(database_url, _tells_of_the_agency)
