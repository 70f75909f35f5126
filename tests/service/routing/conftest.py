"""Routing as it runs, through its real application, on each database and without a broker."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.routing.settings import RoutingSettings
from tests.service.routing.office import SIBLING, Office, opened_office
from tests.tokens import KEY


@pytest.fixture
def made_for() -> str:
    return "routing"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> RoutingSettings:
    secrets, offices = tmp_path / "secrets", tmp_path / "offices"
    secrets.mkdir()
    offices.mkdir()
    (secrets / "tokens.key").write_text(KEY)
    (secrets / "links.key").write_text("a key of links for tests alone, of which nothing depends")
    (secrets / "service.token").write_text(SIBLING)
    return RoutingSettings(
        database_url=database_url,
        nats_url="nats://127.0.0.1:1",
        nats_creds=tmp_path / "none.creds",
        secrets=secrets,
        port=8402,
        offices=offices,
    )


@pytest.fixture
async def office(settings: RoutingSettings) -> AsyncIterator[Office]:
    """An office without a registry; its clock stands a day after noon until a test moves it."""
    async with opened_office(settings) as here:
        yield here
        await here.holds_to_its_histories()
