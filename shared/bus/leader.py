"""One active process of a service: an advisory lock that dies with its holder."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

CHECK_SECONDS = 1.0


class Leadership:
    """Held or waited for by every process of a service that wants to do what only one may do.

    PostgreSQL: a session's advisory lock on a connection of its own. SQLite: a lock on a file
    beside the database. Both are let go by the system when the process dies.
    """

    def __init__(self, url: str, task: str) -> None:
        self._url = make_url(url)
        self._task = task
        self._file: int | None = None
        self._engine: AsyncEngine | None = None
        if self._url.get_backend_name() != "sqlite":
            self._engine = create_async_engine(url, pool_size=1, isolation_level="AUTOCOMMIT")
        self._connection: AsyncConnection | None = None
        self._is_held = False
        self._checked_until = 0.0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._file is not None:
            os.close(self._file)
        if self._connection:
            await self._connection.close()
        if self._engine:
            await self._engine.dispose()

    async def held(self) -> bool:
        """Whether this process is the one; tries to become it if nobody is.

        What the database said is believed for CHECK_SECONDS: a lost session is a lost lock.
        """
        if self._is_held and self._engine and monotonic() > self._checked_until:
            self._is_held = await self._still_connected()
        if not self._is_held:
            if self._engine:
                self._is_held = await self._ask_database(self._engine)
            else:
                self._is_held = self._ask_file()
        return self._is_held

    async def _still_connected(self) -> bool:
        if self._connection is None:
            return False
        try:
            await self._connection.execute(text("SELECT 1"))
        except (DBAPIError, OSError):
            await self._let_go()
            return False
        self._checked_until = monotonic() + CHECK_SECONDS
        return True

    async def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection:
            with suppress(DBAPIError, OSError):
                await connection.invalidate()
                await connection.close()

    def _ask_file(self) -> bool:
        if self._file is None:
            beside = Path(f"{self._url.database}.{self._task}.lock")
            self._file = os.open(beside, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    async def _ask_database(self, engine: AsyncEngine) -> bool:
        question = text("SELECT pg_try_advisory_lock(hashtext(:task))")
        try:
            if self._connection is None:
                self._connection = await engine.connect()
            answer = await self._connection.execute(question, {"task": self._task})
            self._checked_until = monotonic() + CHECK_SECONDS
            return bool(answer.scalar())
        except (DBAPIError, OSError):
            await self._let_go()
            return False
