"""Databases for tests: empty, or as the migrations of a service make them.

The migrations run once for each worker and kind of database; a test gets a copy, or one that
tests hand on to each other.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from functools import cached_property
from pathlib import Path
from uuid import uuid4

from deploy.provision import migrate
from tests.handed_on import HandedOn
from tests.postgres import a_server, address, execute, named

KINDS = ("sqlite", "postgresql")


def a_name(kind: str, folder: Path, of: str = "test") -> str:
    """The name of a new database, as `Databases.one` takes it."""
    return str(folder / f"{of}.db") if kind == "sqlite" else f"{of}_{uuid4().hex}"


class Databases:
    """Makes databases of either kind; what it holds ends with the stack."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._files: dict[str, Path] = {}
        self._templates: dict[str, str] = {}
        self._free: dict[str, list[tuple[str, HandedOn]]] = {}

    @cached_property
    def server(self) -> str:
        """A PostgreSQL, started when somebody first asks for it; postgresql://…"""
        return self._stack.enter_context(a_server())

    @contextmanager
    def one(self, kind: str, name: str, service: str | None = None) -> Iterator[str]:
        """The address of a database with the tables of a service, or of an empty one.

        Its name is that of a file, or of a database on the server.
        """
        if kind == "sqlite":
            if service:
                shutil.copyfile(self._file(service), name)
            yield f"sqlite+aiosqlite:///{name}"
            return
        origin = f" TEMPLATE {self._template(service)}" if service else ""
        execute(self.server, f"CREATE DATABASE {name}{origin}")
        try:
            yield named(self.server, name)
        finally:
            execute(self.server, f"DROP DATABASE {name} WITH (FORCE)")

    def for_a_test(
        self, kind: str, folder: Path, service: str | None = None
    ) -> AbstractContextManager[str]:
        """The same as `one`, and of those that are handed on if there is one."""
        if service and kind == "postgresql":
            return self.handed_on(service)
        return self.one(kind, a_name(kind, folder, service or "test"), service)

    @contextmanager
    def handed_on(self, service: str) -> Iterator[str]:
        """The address of a database on the server with the tables of a service and no rows."""
        free = self._free.setdefault(service, [])
        while free:
            name, state = free.pop()
            if state.is_as_new():
                break
            execute(self.server, f"DROP DATABASE {name} WITH (FORCE)")
        else:
            name, state = self._another(service)
        try:
            yield named(self.server, name)
        finally:
            free.append((name, state))

    def _another(self, service: str) -> tuple[str, HandedOn]:
        name = f"handed_on_{uuid4().hex}"
        execute(self.server, f"CREATE DATABASE {name} TEMPLATE {self._template(service)}")
        gone = f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"
        self._stack.callback(lambda: execute(self.server, gone))
        return name, HandedOn(address(self.server, name))

    def _file(self, service: str) -> Path:
        if service not in self._files:
            path = self._folder / f"{service}.db"
            migrate(service, f"sqlite+aiosqlite:///{path}")
            with closing(sqlite3.connect(path)) as made:
                made.execute("PRAGMA journal_mode=WAL")  # as services have it
            self._files[service] = path
        return self._files[service]

    def _template(self, service: str) -> str:
        if service not in self._templates:
            name = f"template_{service}_{uuid4().hex}"
            migrate(service, self._stack.enter_context(self.one("postgresql", name)))
            self._templates[service] = name
        return self._templates[service]
