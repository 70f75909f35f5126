"""A service is ready when its database has all that it writes into."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import httpx
from alembic import command
from alembic.config import Config
from fastapi import FastAPI

from deploy.provision import migrate, migrations_of
from services.intake.app import BLUEPRINT
from services.intake.settings import IntakeSettings
from shared import service


def _asking(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://intake")


def test_tables_that_are_missing_are_named_until_they_are_made(
    settings: IntakeSettings, clock: Callable[[], datetime], database_url: str
) -> None:
    """Alembic blocks, so the questions have loops of their own."""
    config = Config()
    config.set_main_option("script_location", str(migrations_of("intake")))
    config.attributes["database_url"] = database_url
    for revision, missing in (
        ("0001", "batches"),
        ("base", "batches, books, candidates, clocks, complaints"),
    ):
        command.downgrade(config, revision)
        asyncio.run(_is_not_ready(service.build(BLUEPRINT, settings, clock), missing))
    migrate("intake", database_url)
    asyncio.run(_is_ready(service.build(BLUEPRINT, settings, clock)))


async def _is_not_ready(app: FastAPI, missing: str) -> None:
    async with _asking(app) as client:
        answer = await client.get("/health/ready")
    await app.state.database.close()
    assert (answer.status_code, answer.json()["code"]) == (503, "no-tables")
    assert answer.json()["detail"].startswith(f"Its database has no {missing}")
    assert "the command `provision`" in answer.json()["detail"]


async def _is_ready(app: FastAPI) -> None:
    async with _asking(app) as client:
        for _ in range(2):
            assert (await client.get("/health/ready")).status_code == 200
    await app.state.database.close()
