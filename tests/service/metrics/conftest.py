"""Metrics on each database, without a broker."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from services.metrics.app import BLUEPRINT
from services.metrics.models import InboxRow, OutboxRow
from services.metrics.settings import MetricsSettings
from shared import service
from shared.access.person import Person
from shared.access.tokens import KEY_FILE
from shared.db.database import Database
from tests.factories import NOON
from tests.tokens import KEY, bearer


@pytest.fixture
def made_for() -> str:
    return "metrics"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url, OutboxRow, InboxRow)
    yield opened
    await opened.close()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> MetricsSettings:
    Path(tmp_path, KEY_FILE).write_text(KEY, encoding="utf-8")
    return MetricsSettings(
        database_url=database_url,
        nats_url="nats://127.0.0.1:1",
        nats_creds=tmp_path / "none.creds",
        secrets=tmp_path,
        port=8404,
    )


@pytest.fixture
def app(settings: MetricsSettings, database: Database) -> FastAPI:
    """The real application on the test's own connections; its timers do not run."""
    application = service.build(BLUEPRINT, settings, lambda: NOON)
    application.state.database = database
    return application


@pytest.fixture
async def public(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Anybody."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://metrics") as opened:
        yield opened


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """An auditor, from whom no figure is withheld."""
    headers = bearer(Person("wati", "auditor"))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://metrics", headers=headers
    ) as opened:
        yield opened
