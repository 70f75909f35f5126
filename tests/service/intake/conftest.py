"""Intake as it runs, through its real application, while the broker is down."""

import os
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from services.intake import reference
from services.intake.app import BLUEPRINT
from services.intake.models import ComplaintRow, OutboxRow, ProgressRow, ReporterRow
from services.intake.settings import IntakeSettings
from shared import service
from shared.access.person import Person
from shared.db.transaction import table_of
from tests.service.intake.staff import Examiner, StandingClock
from tests.tokens import KEY, token

AUDITOR = token(Person("wati", "auditor"))
SIBLING = "token-of-services"
NOBODY_LISTENS = "nats://127.0.0.1:1"

Stored = Callable[[], Awaitable[dict[str, int]]]


@pytest.fixture
def made_for() -> str:
    return "intake"


@pytest.fixture
def policies() -> Path:
    """The file of verification policies; by hand is what another fixture of this name says."""
    return reference.POLICIES


@pytest.fixture
def settings(database_url: str, tmp_path: Path, policies: Path) -> IntakeSettings:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "identity.key").write_text(b64encode(os.urandom(32)).decode())
    (secrets / "tokens.key").write_text(KEY)
    (secrets / "service.token").write_text(SIBLING)
    return IntakeSettings(
        database_url=database_url,
        nats_url=NOBODY_LISTENS,
        nats_creds=tmp_path / "none.creds",
        secrets=secrets,
        port=8401,
        policies=policies,
    )


@pytest.fixture
def clock() -> StandingClock:
    """Noon, until a test says otherwise."""
    return StandingClock()


@pytest.fixture
def examiner(app: FastAPI, client: httpx.AsyncClient, clock: StandingClock) -> Examiner:
    return Examiner(app, client, clock)


@pytest.fixture
async def app(settings: IntakeSettings, clock: Callable[[], datetime]) -> AsyncIterator[FastAPI]:
    application = service.build(BLUEPRINT, settings, clock)
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://intake") as opened:
        yield opened


@pytest.fixture
def stored(app: FastAPI) -> Stored:
    """How many rows each table holds."""

    async def count() -> dict[str, int]:
        counts = {}
        async with app.state.database.reading() as connection:
            for row in (ReporterRow, ComplaintRow, ProgressRow, OutboxRow):
                table = table_of(row)
                found = await connection.execute(select(func.count()).select_from(table))
                counts[table.name] = found.scalar_one()
        return counts

    return count
