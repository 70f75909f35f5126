"""Offices are loaded when routing starts: once, again without a change, and never by halves."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from services.routing import offices, store
from services.routing.app import create
from services.routing.models import InboxRow, OfficeRow, OutboxRow, Table
from services.routing.settings import RoutingSettings
from shared.clock import now
from shared.db.database import Database
from shared.db.transaction import table_of
from tests.tokens import KEY

PACKAGED: Path = RoutingSettings.model_fields["offices"].default
OFFICES = table_of(OfficeRow).c


def a_database(url: str) -> Database:
    return Database(url, OutboxRow, InboxRow)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.run_sync(Table.metadata.create_all)
    await engine.dispose()
    opened = a_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The packaged files, to be changed."""
    return Path(shutil.copytree(PACKAGED, tmp_path / "offices"))


async def versions(database: Database) -> dict[str, int]:
    query = select(OFFICES.office, OFFICES.version)
    async with database.reading() as connection:
        return {row.office: row.version for row in await connection.execute(query)}


async def test_loading_again_changes_nothing(database: Database) -> None:
    for _ in range(2):
        await offices.load_all(database, now, PACKAGED)
    assert await versions(database) == {"babel": 1, "kukar": 1, "la311": 1}


async def test_what_is_loaded_is_what_the_file_says(database: Database) -> None:
    await offices.load_all(database, now, PACKAGED)
    async with database.reading() as connection:
        loaded = {one.office: one for one in await store.offices(connection)}
    for told in offices.read_all(PACKAGED):
        found = loaded[told.office]
        assert found.rule_set == told.rule_set
        assert found.time_zone == told.time_zone
        assert sorted(found.agencies, key=str) == sorted(told.agencies, key=str)
        assert sorted(found.focal_points, key=str) == sorted(told.focal_points, key=str)


async def test_a_changed_file_raises_the_version_of_its_office_alone(
    database: Database, folder: Path
) -> None:
    await offices.load_all(database, now, folder)
    kukar = folder / "kukar.yaml"
    kukar.write_text(kukar.read_text().replace("Contoh Bungur", "Contoh Bambu"))
    await offices.load_all(database, now, folder)
    assert await versions(database) == {"babel": 1, "kukar": 2, "la311": 1}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_instances_may_start_at_once(database: Database) -> None:
    other = a_database(database.url)
    await asyncio.gather(*(offices.load_all(one, now, PACKAGED) for one in (database, other)))
    await other.close()
    assert await versions(database) == {"babel": 1, "kukar": 1, "la311": 1}


async def test_routing_does_not_start_with_a_wrong_file(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    babel = folder / "babel.yaml"
    babel.write_text(babel.read_text().replace("agency: named", "agency: nobody"))
    (tmp_path / "links.key").write_text(KEY)
    app = create(
        RoutingSettings(
            database_url=SecretStr(database.url),
            nats_url="nats://127.0.0.1:1",
            nats_creds=tmp_path / "none.creds",
            secrets=tmp_path,
            port=1,
            offices=folder,
        )
    )
    with pytest.raises(offices.WrongOfficeFile, match=r"babel\.yaml: rule_set\.rules\.4\.agency"):
        async with app.router.lifespan_context(app):
            pass
    assert await versions(database) == {}


async def test_what_staff_have_changed_since_stands_after_a_restart(database: Database) -> None:
    await offices.load_all(database, now, PACKAGED)
    [kukar] = [one for one in offices.read_all(PACKAGED) if one.office == "kukar"]
    async with database.transaction(now()) as tx:
        assert await store.load(tx, kukar.model_copy(update={"name": "Renamed by staff"}))
    await offices.load_all(database, now, PACKAGED)
    async with database.reading() as connection:
        names = {one.office: one.name for one in await store.offices(connection)}
    assert names["kukar"] == "Renamed by staff"


async def test_an_officer_who_is_no_longer_named_gets_no_new_cases(database: Database) -> None:
    await offices.load_all(database, now, PACKAGED)
    [babel] = [one for one in offices.read_all(PACKAGED) if one.office == "babel"]
    gone = babel.focal_points[0]
    fewer = babel.model_copy(update={"focal_points": babel.focal_points[1:]})
    async with database.transaction(now()) as tx:
        await store.load(tx, fewer)
    async with database.transaction(now()) as tx:
        directory = await store.directory(tx, "babel")
        [contact] = await store.contacts(tx.connection, [gone.appointment_id])
    assert directory is not None
    assert gone not in directory.appointments[gone.agency]
    assert contact["email"] == gone.email  # cases of the past can still be written about
