"""The whole product as real processes on free ports, each of which a test may kill and restart."""

import asyncio
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Select
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from deploy import nats_server
from deploy.addresses import HOST, Addresses
from deploy.keys import make_secrets
from deploy.private_files import make_private_folder
from deploy.provision import provision_streams
from deploy.stack import Part, Plan, parts
from tests.databases import Databases
from tests.system.forked import Forked, nursery_of
from tests.system.plans import a_plan
from tests.waiting import until

READY_LIMIT = 60.0
STOP_LIMIT = 20.0
ACK_WAIT_SECONDS = 3
"""Less than in an office: so whoever takes long over a batch is also given it twice."""

Process = subprocess.Popen[bytes] | Forked


class Stack:
    """One installation: its processes by name, and its databases to look into."""

    def __init__(self, plan: Plan, others: Sequence[Part] = ()) -> None:
        self.plan = plan
        self._parts: dict[str, Part] = {part.name: part for part in (*parts(plan), *others)}
        self._processes: dict[str, Process] = {}
        self.kills: Counter[str] = Counter()
        """How often each part was killed."""

    @property
    def addresses(self) -> Addresses:
        return self.plan.addresses

    async def start(self) -> None:
        """Make what a new installation needs and start all parts."""
        await self.prepare()
        await self.start_services()

    async def prepare(self) -> None:
        """Make what it needs beside its databases; of its parts, the broker runs."""
        for name in ("logs", "mails"):
            make_private_folder(self.plan.data / name)
        make_secrets(self.plan.secrets)
        self.launch("nats")
        await self.provision()

    async def provision(self) -> None:
        """Make what the broker lacks; what a killed process had in hand comes again soon."""
        nats = self.plan.nats
        creds = nats.secrets.creds("operator")
        await provision_streams(nats.url, creds, ack_wait_seconds=ACK_WAIT_SECONDS)

    async def start_services(self) -> None:
        """Start whatever does not run yet."""
        names = [name for name in self._parts if name not in self._processes]
        for name in names:
            self.launch(name)
        for name in names:
            await self.ready(name)

    def address(self, name: str) -> str:
        """The base URL of a process of a service."""
        part = self._parts[name]
        [port] = [value for key, value in part.env.items() if key.endswith("_PORT")]
        return f"http://{HOST}:{port}"

    def launch(self, name: str) -> None:
        """Start a part, as an operator would by hand."""
        part = self._parts[name]
        log = self.plan.log(name)
        if part.call is None:
            self._processes[name] = nats_server.start(self.plan.nats, log)
            return
        module, _, _ = part.call.partition(":")
        self._processes[name] = nursery_of(module).fork(part.call, part.arguments, part.env, log)

    async def ready(self, name: str) -> None:
        """Return when the part answers; fail at once if it has ended."""

        async def answers() -> bool:
            code = self._processes[name].poll()
            assert code is None, f"{name} ended with {code}: {self.plan.log(name).read_text()}"
            return await self._parts[name].ready()

        await until(answers, READY_LIMIT)

    def kill(self, name: str) -> None:
        """End a part as a power cut would."""
        process = self._processes.pop(name)
        process.kill()
        process.wait()
        self.kills[name] += 1

    async def restart(self, name: str) -> None:
        """Kill a part, start it again and wait for it."""
        self.kill(name)
        self.launch(name)
        await self.ready(name)

    async def upgrade(self, part: Part) -> None:
        """Stop a part and start another release of it."""
        process = self._processes.pop(part.name)
        process.terminate()
        process.wait(STOP_LIMIT)
        self._parts[part.name] = part
        self.launch(part.name)
        await self.ready(part.name)

    def stop(self) -> None:
        """Stop what runs, the services before the broker; each by its own id."""
        services = [name for name in self._processes if name not in ("mails", "nats")]
        for names in (services, ("mails", "nats")):
            running = [self._processes.pop(name) for name in names if name in self._processes]
            for process in running:
                process.terminate()
            for process in running:
                try:
                    process.wait(STOP_LIMIT)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    async def read(self, service: str, query: Select[Any]) -> Sequence[Any]:
        """Rows of a service's database."""
        engine = create_async_engine(self.plan.database_url(service), poolclass=NullPool)
        try:
            async with engine.connect() as connection:
                rows: Sequence[Any] = (await connection.execute(query)).all()
                return rows
        finally:
            await engine.dispose()

    def errors(self) -> list[dict[str, Any]]:
        """What the services have logged as errors, all lives of each."""
        return [
            line
            for name, part in self._parts.items()
            if part.call and self.plan.log(name).exists()
            for text in self.plan.log(name).read_bytes().splitlines()
            if text.startswith(b"{") and (line := orjson.loads(text)).get("level") == "error"
        ]


@contextmanager
def a_stack(folder: Path, databases: Databases, kind: str) -> Iterator[Stack]:
    """A new installation on SQLite or on PostgreSQL; nothing of it is left afterwards."""
    with a_plan(folder, databases, kind) as plan, running(Stack(plan)) as stack:
        asyncio.run(stack.start())
        yield stack


@contextmanager
def running(stack: Stack) -> Iterator[Stack]:
    """Whatever of it is started in the block is stopped after it."""
    try:
        yield stack
    finally:
        stack.stop()
