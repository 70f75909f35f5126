"""The product's four databases as the bench needs them: made, put back, asked."""

import asyncio
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, TypeAlias

import asyncpg

from tests.bench import observe
from tests.bench.targets import Reader
from tests.embedded import Postgres

SERVICES = ("intake", "routing", "notifications", "metrics")
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


class Databases(Protocol):
    """One kind of database server, or none."""

    url_template: str | None

    def start(self) -> None: ...

    def stop(self) -> None: ...

    async def make(self) -> None:
        """Empty databases, where a server needs them to be made."""

    async def keep(self) -> None:
        """What there is now becomes the first state."""

    async def put_back(self, services: Sequence[str] = SERVICES) -> None: ...

    async def ask(self, service: str, question: str) -> int: ...

    async def close(self) -> None: ...

    def reader(self, service: str, question: str) -> Reader: ...

    def pids(self) -> dict[str, int]: ...


class Sqlite:
    """A file for each service in the data folder, where `narahubung up` puts them."""

    url_template: str | None = None

    def __init__(self, data: Path) -> None:
        self.folder = data / "databases"
        self.kept = data.parent / f"{data.name}-databases"
        self.open: dict[str, sqlite3.Connection] = {}

    def start(self) -> None:
        """Files need no server."""

    def stop(self) -> None:
        """Files need no server."""

    async def make(self) -> None:
        """The product makes them."""

    async def keep(self) -> None:
        await asyncio.to_thread(shutil.copytree, self.folder, self.kept)

    async def put_back(self, services: Sequence[str] = SERVICES) -> None:
        await self.close()
        for service in services:
            for old in self.folder.glob(f"{service}.sqlite*"):  # the log beside it, too
                old.unlink()
            for kept in self.kept.glob(f"{service}.sqlite*"):
                shutil.copy(kept, self.folder)

    async def ask(self, service: str, question: str) -> int:
        if service not in self.open:
            self.open[service] = sqlite3.connect(
                f"file:{self._path(service)}?mode=ro", uri=True, timeout=10
            )
        return int(self.open[service].execute(question).fetchone()[0])

    async def close(self) -> None:
        for connection in self.open.values():
            connection.close()
        self.open.clear()

    def reader(self, service: str, question: str) -> Reader:
        return observe.SqliteReader(self._path(service), question)

    def pids(self) -> dict[str, int]:
        return {}

    def _path(self, service: str) -> Path:
        return self.folder / f"{service}.sqlite"


class OnPostgres:
    """A database for each service in the bench's own cluster, beside the floor's."""

    def __init__(self, postgres: Postgres) -> None:
        self.postgres = postgres
        self.url_template: str | None = postgres.dsn("{service}").replace("://", "+asyncpg://", 1)
        self.open: dict[str, Connection] = {}

    def start(self) -> None:
        self.postgres.start()

    def stop(self) -> None:
        self.postgres.stop()

    async def make(self) -> None:
        await self._each(SERVICES, "CREATE DATABASE {name}")

    async def keep(self) -> None:
        await self._each(SERVICES, "CREATE DATABASE {name}_kept TEMPLATE {name}")

    async def put_back(self, services: Sequence[str] = SERVICES) -> None:
        await self.close()
        await self._each(services, "DROP DATABASE {name} WITH (FORCE)")
        await self._each(services, "CREATE DATABASE {name} TEMPLATE {name}_kept")

    async def _each(self, services: Sequence[str], statement: str) -> None:
        self.postgres.start()
        connection = await asyncpg.connect(self.postgres.dsn())
        for name in services:
            await connection.execute(statement.format(name=name))
        await connection.close()

    async def ask(self, service: str, question: str) -> int:
        if service not in self.open:
            self.open[service] = await asyncpg.connect(self.postgres.dsn(service))
        return int(await self.open[service].fetchval(question))

    async def close(self) -> None:
        for connection in self.open.values():
            await connection.close()
        self.open.clear()

    def reader(self, service: str, question: str) -> Reader:
        return observe.PostgresReader(self.postgres.dsn(service), question)

    def pids(self) -> dict[str, int]:
        return {"postgres": self.postgres.pid}
