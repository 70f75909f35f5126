"""The whole product as real processes on free ports, each of which a test may kill and restart."""

import asyncio
import os
import random
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
from sqlalchemy import Select
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from deploy import nats_server
from deploy.addresses import HOST, PARTS, Addresses
from deploy.keys import make_secrets
from deploy.permissions import SERVICES
from deploy.private_files import make_private_folder
from deploy.provision import migrate_all, provision_streams
from deploy.stack import SQLITE, Part, Plan, parts
from tests.conftest import execute, named
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
READY_LIMIT = 60.0
STOP_LIMIT = 20.0

PORTS = range(20_000, 32_000)
"""Below those that the system gives to outgoing connections."""

Process = subprocess.Popen[bytes]


def first_free_port() -> int:
    """The first of a row of free ports, one for each part."""
    while True:
        first = random.choice(PORTS)
        if all(_is_free(first + place) for place in range(len(PARTS))):
            return first


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        try:
            trial.bind((HOST, port))
        except OSError:
            return False
    return True


class Stack:
    """One installation: its processes by name, and its databases to look into."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._parts: dict[str, Part] = {part.name: part for part in parts(plan)}
        self._processes: dict[str, Process] = {}

    @property
    def addresses(self) -> Addresses:
        return self.plan.addresses

    async def start(self) -> None:
        """Make what a new installation needs and start all parts."""
        for name in ("logs", "databases", "mails"):
            make_private_folder(self.plan.data / name)
        make_secrets(self.plan.secrets)
        self.launch("nats")
        await provision_streams(self.plan.nats.url, self.plan.nats.secrets.creds("operator"))
        urls = {name: self.plan.database_url(name) for name in SERVICES}
        await asyncio.to_thread(migrate_all, urls)
        for name in ("mails", *SERVICES):
            self.launch(name)
        for name in ("mails", *SERVICES):
            await self.ready(name)

    def launch(self, name: str) -> None:
        """Start a part, as an operator would by hand."""
        part = self._parts[name]
        log = self.plan.log(name)
        if part.call is None:
            self._processes[name] = nats_server.start(self.plan.nats, log)
            return
        module, _, _ = part.call.partition(":")
        command = [sys.executable, "-m", module, *part.arguments]
        with log.open("ab") as output:
            self._processes[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **part.env},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

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

    async def restart(self, name: str) -> None:
        """Kill a part, start it again and wait for it."""
        self.kill(name)
        self.launch(name)
        await self.ready(name)

    def stop(self) -> None:
        """Stop what runs, the services before the broker; each by its own id."""
        for names in (SERVICES, ("mails", "nats")):
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
            for name in SERVICES
            for text in self.plan.log(name).read_bytes().splitlines()
            if text.startswith(b"{") and (line := orjson.loads(text)).get("level") == "error"
        ]


@contextmanager
def a_stack(folder: Path, postgres_url: str | None) -> Iterator[Stack]:
    """A new installation on SQLite or on PostgreSQL; nothing of it is left afterwards."""
    template = SQLITE
    prefix = f"system_{uuid4().hex[:12]}"
    if postgres_url is not None:
        template = named(postgres_url, f"{prefix}_{{service}}")
        for name in SERVICES:
            execute(postgres_url, f"CREATE DATABASE {prefix}_{name}")
    stack = Stack(Plan(folder, first_free_port(), template))
    try:
        asyncio.run(stack.start())
        yield stack
    finally:
        stack.stop()
        if postgres_url is not None:
            for name in SERVICES:
                execute(postgres_url, f"DROP DATABASE {prefix}_{name} WITH (FORCE)")
