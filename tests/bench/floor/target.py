"""Runs the floor's four processes for the bench and reads how far they are."""

import shutil
from pathlib import Path
from typing import TypeAlias

import asyncpg
import orjson

from tests.bench import load, observe, processes, servers
from tests.bench.floor import schema, wire
from tests.bench.targets import Counts, Reader
from tests.embedded import Postgres
from tests.ports import free_port

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

HEARING = ("routing", "notices", "statistics")


def complaint() -> bytes:
    return orjson.dumps(
        {
            "title": "Lampu jalan padam",
            "text": "x" * 700,
            "agency": "A007",
            "category": "electricity",
            "region": "R07",
            "channel": "web",
            "reporter": {"name": "N. Nguyen", "email": "n@example.org"},
        }
    )


class Floor:
    """Always on PostgreSQL: the yardstick is one and the same whatever the product runs on."""

    name = "floor"

    def __init__(self, folder: Path, postgres: Postgres) -> None:
        self.store = folder / "floor"
        self.log = folder / "floor-steps.log"
        self.postgres = postgres
        self.port, self.nats_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}/complaints"
        self.answer_url = f"http://127.0.0.1:{self.port}/statistics?from=2025-04-01&to=2025-07-01"
        self.running: dict[str, processes.Process] = {}
        self.watch: Connection | None = None
        self.same_post = load.post(self.url, complaint(), {})

    async def fresh(self) -> None:
        self.postgres.start()
        connection = await asyncpg.connect(self.postgres.dsn())
        await connection.execute(schema.TABLES)
        await connection.close()
        shutil.rmtree(self.store, ignore_errors=True)
        server = servers.start_nats(self.store, self.nats_port)
        client = await wire.broker(self.nats_url)
        await wire.add_stream(client)
        await client.close()
        processes.stop([server])
        self.postgres.stop()

    async def start(self, *, consumers: bool = True) -> None:
        self.postgres.start()
        self.running["nats"] = servers.start_nats(self.store, self.nats_port)
        self.running["intake"] = self._python("intake")
        if consumers:
            await self.start_consumers()
        servers.wait_for_port(self.port, self.running["intake"])

    async def stop(self) -> None:
        if self.watch is not None:
            await self.watch.close()
            self.watch = None
        server = self.running.pop("nats", None)
        processes.stop(list(self.running.values()))
        self.running.clear()
        if server is not None:
            processes.stop([server])

    async def start_consumers(self) -> None:
        for name in HEARING:
            self.running[name] = self._python("hear", name)

    async def stop_consumers(self) -> None:
        processes.stop([self.running.pop(name) for name in HEARING])

    def request(self) -> bytes:
        return self.same_post

    async def counts(self) -> Counts:
        return Counts(
            accepted=await self._ask(schema.ACCEPTED),
            noticed=await self._ask(schema.NOTICED),
            counted=await self._ask(schema.COUNTED),
        )

    async def counted(self) -> int:
        return await self._ask(schema.COUNTED)

    async def unsent(self) -> int:
        return await self._ask(schema.UNSENT)

    def statistics(self) -> Reader:
        return observe.PostgresReader(self.postgres.dsn(), schema.COUNTED)

    async def forget_statistics(self) -> int:
        processes.stop([self.running.pop("statistics")])
        events = await self._ask(schema.HEARD)
        connection = await asyncpg.connect(self.postgres.dsn())
        await connection.execute(schema.FORGET)
        await connection.close()
        client = await wire.broker(self.nats_url)
        await client.jetstream().delete_consumer(wire.STREAM, "statistics")
        await client.close()
        return events

    async def read_again(self) -> None:
        self.running["statistics"] = self._python("hear", "statistics", "again")

    async def heard(self) -> int:
        return await self.counted()

    async def hold(self, cases: int) -> dict[str, float]:
        """The floor's answer is the same whatever the number: it is made from sums."""
        if "answer" not in self.running:
            self.running["answer"] = self._python("answer")
            servers.wait_for_port(self.port, self.running["answer"])
        return {}

    def pids(self) -> dict[str, int]:
        own = {name: process.pid for name, process in self.running.items()}
        return {**own, "postgres": self.postgres.pid}

    @property
    def nats_url(self) -> str:
        return f"nats://127.0.0.1:{self.nats_port}"

    def _python(self, step: str, *arguments: str) -> processes.Process:
        env = {
            "FLOOR_DATABASE_URL": self.postgres.dsn(),
            "FLOOR_NATS_URL": self.nats_url,
            "FLOOR_PORT": str(self.port),
        }
        return processes.python(f"tests.bench.floor.{step}", *arguments, env=env, log=self.log)

    async def _ask(self, question: str) -> int:
        if self.watch is None:
            self.watch = await asyncpg.connect(self.postgres.dsn())
        return int(await self.watch.fetchval(question))
