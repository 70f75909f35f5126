"""One service's database: PostgreSQL in an office, SQLite to try, develop and test; same code."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlmodel import SQLModel

from shared.db.transaction import Announcement, Transaction, table_of

HandOver = Callable[[list[Announcement]], None]

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # a power cut must not lose what was answered 2xx
    "busy_timeout=5000",
    "foreign_keys=ON",
)


IDLE_LIMIT = 4
"""Connections that stay out of the pool between single statements."""


def _engine(url: str, *, writes: bool) -> AsyncEngine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_async_engine(url, pool_size=6, max_overflow=10, hide_parameters=True)
    engine = create_async_engine(url, pool_size=5, max_overflow=5, hide_parameters=True)

    @event.listens_for(engine.sync_engine, "connect")
    def _connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver would not begin on a SELECT
        cursor = connection.cursor()
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        # IMMEDIATE takes the write lock before the first read, or updates are lost silently.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


class Database:
    """Transactions to write with, connections to read with, and who is told what was committed."""

    def __init__(self, url: str, outbox: type[SQLModel], inbox: type[SQLModel]) -> None:
        self.url = url
        self.outbox = table_of(outbox)
        self.inbox = table_of(inbox)
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self._write = _engine(url, writes=True)
        self._read = _engine(url, writes=False) if self.is_sqlite else self._write
        self._single = self._write
        self._idle: list[AsyncConnection] = []
        if not self.is_sqlite:
            self._single = self._write.execution_options(isolation_level="AUTOCOMMIT")
        # SQLite has one writer: waiting here is fair, waiting in its busy handler sleeps.
        self._one_writer = asyncio.Lock() if self.is_sqlite else None
        self.hand_over: HandOver = lambda _: None

    @asynccontextmanager
    async def plain_transaction(self) -> AsyncIterator[AsyncConnection]:
        """A write that announces nothing."""
        async with AsyncExitStack() as stack:
            if self._one_writer:
                await stack.enter_async_context(self._one_writer)
            yield await stack.enter_async_context(self._write.begin())

    @asynccontextmanager
    async def single_write(self) -> AsyncIterator[AsyncConnection]:
        """A write of one statement: PostgreSQL makes it a transaction without being asked, which
        saves three of four round trips."""
        if self.is_sqlite:
            async with self.plain_transaction() as connection:
                yield connection
        else:
            async with self._standing() as connection:
                yield connection

    @asynccontextmanager
    async def _standing(self) -> AsyncIterator[AsyncConnection]:
        """A connection for single statements, kept for the next of them: to take it from the pool
        and to give it back costs as much as the statement."""
        connection = self._idle.pop() if self._idle else await self._single.connect()
        try:
            yield connection
        except BaseException:
            if connection.invalidated:  # the server is gone, and with it those that are idle
                await self._let_go()
            await connection.close()
            raise
        if len(self._idle) < IDLE_LIMIT:
            self._idle.append(connection)
        else:
            await connection.close()

    async def _let_go(self) -> None:
        idle, self._idle = self._idle, []
        for connection in idle:
            await connection.close()

    @asynccontextmanager
    async def saving(self, recorded: datetime) -> AsyncIterator[Transaction]:
        """Save and announce what is added, at the end, in one statement.

        What is read meanwhile (`tx.reading`) stands apart from the writing: for reference data.
        """
        async with self.single_write() as connection:
            tx = Transaction(connection, self.outbox, recorded, is_whole=False)
            yield tx
            await tx.flush()
        self._committed(tx)

    @asynccontextmanager
    async def transaction(self, recorded: datetime) -> AsyncIterator[Transaction]:
        """Save and announce in one commit; `recorded` is when we learn what is written."""
        async with self.plain_transaction() as connection:
            tx = Transaction(connection, self.outbox, recorded)
            yield tx
            await tx.flush()
        self._committed(tx)

    def _committed(self, tx: Transaction) -> None:
        if tx.announced:
            self.hand_over(tx.announced)
        for call in tx.afterwards:
            call()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that takes no write lock; each statement sees one state of its own."""
        if not self.is_sqlite:
            async with self._standing() as connection:
                yield connection
        else:
            async with self._read.connect() as connection:
                yield connection

    async def close(self) -> None:
        await self._let_go()
        await self._write.dispose()
        if self._read is not self._write:
            await self._read.dispose()
