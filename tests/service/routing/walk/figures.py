"""A fresh metrics that is told the events of a walk, and what it then says over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import httpx

from services.metrics.app import BLUEPRINT
from services.metrics.handlers import ear
from services.metrics.models import Table
from services.metrics.settings import MetricsSettings
from shared import service
from shared.access.person import Person
from shared.access.tokens import KEY_FILE
from shared.db.database import Database
from tests.factories import NOON
from tests.service.metrics.listening import Event, tell
from tests.tokens import KEY, bearer

ASKED = [
    ("closures", "total"),
    ("closures", "month"),
    ("stock-flow", "agency"),
    ("status", "agency"),
    ("requests", "agency"),
    ("durations", "total"),
]
ALL = {"from": "2021-01-01", "to": "2026-01-01"}


class Figures:
    """Metrics without a broker."""

    def __init__(self, database: Database, client: httpx.AsyncClient) -> None:
        self.database = database
        self.client = client

    async def forget(self) -> None:
        async with self.database.plain_transaction() as connection:
            for table in Table.metadata.sorted_tables:
                await connection.execute(table.delete())

    async def hear(self, events: Sequence[Event], chance: Random) -> None:
        """What it listens to of these, as the bus does, in batches of any size."""
        waiting = [event for event in events if event.type in ear.hearings]
        while waiting:
            size = chance.randint(1, 12)
            await tell(self.database, waiting[:size])
            waiting = waiting[size:]

    async def say(self) -> dict[str, list[dict[str, Any]]]:
        """The groups of every figure that is made of cases and requests."""
        said = {}
        for figure, by in ASKED:
            answer = await self.client.get(f"/statistics/{figure}", params={**ALL, "by": by})
            assert answer.status_code == 200, answer.text
            said[f"{figure} by {by}"] = answer.json()["groups"]
        return said


@asynccontextmanager
async def opened_figures(database_url: str, folder: Path) -> AsyncIterator[Figures]:
    """The real application on its database; its timers do not run."""
    settings = MetricsSettings(
        database_url=database_url,
        nats_url="nats://127.0.0.1:1",
        nats_creds=folder / "none.creds",
        secrets=folder,
        port=8404,
    )
    await asyncio.to_thread(Path(folder, KEY_FILE).write_text, KEY)
    headers = bearer(Person("wati", "auditor"))
    app = service.build(BLUEPRINT, settings, lambda: NOON)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://metrics", headers=headers
    ) as client:
        yield Figures(app.state.database, client)
    await app.state.database.close()
