"""SQLite as the database of a service: how its transactions begin, and who writes what is whole."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from sqlalchemy import Dialect, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # a power cut must not lose what was answered 2xx
    "busy_timeout=5000",
    "foreign_keys=ON",
)

TO_WRITE = {"begin": "BEGIN IMMEDIATE"}
"""Takes the write lock before the first read, or updates are lost silently."""

TO_READ = {"begin": ""}
"""Each statement sees one state of its own: two hops to the driver's thread less for each read."""

Statement = tuple[str, Sequence[Sequence[Any]]]
"""One to be executed for each of these rows."""


def engine(url: str) -> AsyncEngine:
    """Connections that begin as the execution option `begin` says."""
    made = create_async_engine(
        url, pool_size=6, max_overflow=10, pool_use_lifo=True, hide_parameters=True
    )

    @event.listens_for(made.sync_engine, "connect")
    def _connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver would not begin on a SELECT
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(made.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        if begin := connection.get_execution_options()["begin"]:
            connection.exec_driver_sql(begin)

    return made


class Writer:
    """Writes what is known beforehand in one go, on a thread and a connection of its own.

    By the asynchronous driver a transaction goes to a thread and back for its beginning, for each
    of its statements, for the closing of each cursor and for its end.
    """

    def __init__(self, path: str, dialect: Dialect) -> None:
        self._path = path
        self._dialect = dialect
        self.turn = asyncio.Lock()
        """Of whoever writes in this process: waiting here is fair, SQLite's busy handler sleeps."""
        self._thread = ThreadPoolExecutor(1, "writer")
        self._connection: sqlite3.Connection | None = None
        self._in_no_hurry: list[Statement] = []

    async def write(self, statements: Sequence[Statement]) -> None:
        """All of them in one transaction; raises what SQLAlchemy would."""
        async with self.turn:
            riding, self._in_no_hurry = self._in_no_hurry, []
            try:
                await self._do(self._write, [*riding, *statements])
            except BaseException:
                self._in_no_hurry = riding + self._in_no_hurry
                raise

    def write_along(self, statement: Statement) -> None:
        """With whatever is written next, or is asked for: for what nobody waits for."""
        self._in_no_hurry.append(statement)

    async def write_what_waits(self) -> None:
        if self._in_no_hurry:
            await self.write([])

    async def close(self) -> None:
        with suppress(DBAPIError):
            await self.write_what_waits()
        await self._do(self._close)
        self._thread.shutdown()

    async def _do(self, work: Callable[..., None], *about: Any) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, work, *about)

    def _write(self, statements: Sequence[Statement]) -> None:
        try:
            connection = self._connection or self._open()
            connection.execute("BEGIN IMMEDIATE")
            try:
                for statement, rows in statements:
                    connection.executemany(statement, rows)
                connection.execute("COMMIT")
            except BaseException:
                connection.rollback()
                raise
        except sqlite3.Error as error:
            raise DBAPIError.instance(
                None, None, error, sqlite3.Error, hide_parameters=True, dialect=self._dialect
            ) from error

    def _open(self) -> sqlite3.Connection:
        opened = sqlite3.connect(self._path, isolation_level=None)
        for pragma in PRAGMAS:
            opened.execute(f"PRAGMA {pragma}")
        self._connection = opened
        return opened

    def _close(self) -> None:
        if self._connection:
            self._connection.close()


def writer(engine: AsyncEngine) -> Writer:
    """One for the file that this engine opens."""
    path = engine.url.database
    if not path:
        raise ValueError(f"{engine.url} names no file")
    return Writer(path, engine.dialect)
