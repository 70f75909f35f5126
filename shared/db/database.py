"""One service's database: PostgreSQL in an office, SQLite to try, develop and test; same code."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlmodel import SQLModel

from shared.db import sqlite
from shared.db.bulk import Insert, delete_many, deletion, insert_all, statements
from shared.db.transaction import Announcement, Transaction, table_of

HandOver = Callable[[list[Announcement]], None]

IDLE_LIMIT = 4
"""Connections that stay out of the pool between single statements."""


def _engine(url: str) -> AsyncEngine:
    # The last one back is the first to be used again: few connections keep what they remember.
    return create_async_engine(
        url, pool_size=6, max_overflow=10, pool_use_lifo=True, hide_parameters=True
    )


class Database:
    """Transactions to write with, connections to read with, and who is told what was committed."""

    def __init__(self, url: str, outbox: type[SQLModel], inbox: type[SQLModel]) -> None:
        self.url = url
        self.outbox = table_of(outbox)
        self.inbox = table_of(inbox)
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._engine = sqlite.engine(url)
            self._write = self._engine.execution_options(**sqlite.TO_WRITE)
            self._single = self._engine.execution_options(**sqlite.TO_READ)
        else:
            self._engine = self._write = _engine(url)
            self._single = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._writer = sqlite.writer(self._engine) if self.is_sqlite else None
        self._idle: list[AsyncConnection] = []
        self.hand_over: HandOver = lambda _: None

    @asynccontextmanager
    async def plain_transaction(self) -> AsyncIterator[AsyncConnection]:
        """A write that announces nothing."""
        async with AsyncExitStack() as stack:
            if self._writer:
                await stack.enter_async_context(self._writer.turn)
            yield await stack.enter_async_context(self._write.begin())

    async def _write_whole(self, connection: AsyncConnection, inserts: Sequence[Insert]) -> None:
        """A transaction whose content is known before it begins. PostgreSQL makes one of a single
        statement without being asked, which saves three of four round trips."""
        if self._writer:
            await self._writer.write(statements(inserts, connection.dialect))
        else:
            await insert_all(connection, inserts)

    async def forget(self, events: Sequence[UUID]) -> None:
        """Take out of the outbox what was announced. SQLite has one flush to the disk at a time,
        and nothing depends on this one: so it is saved with whatever comes next, or as soon as
        somebody asks for it (`forget_now`). What a crash brings back is announced again."""
        if self._writer:
            gone = deletion(self.outbox, "event_id", events, self._engine.dialect)
            self._writer.write_along(gone)
        else:
            async with self._standing() as connection:
                await delete_many(connection, self.outbox, "event_id", events)

    async def forget_now(self) -> None:
        """Nothing that was announced is in the outbox any more."""
        if self._writer:
            await self._writer.write_what_waits()

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
            await _given_back(connection)
            raise
        if len(self._idle) < IDLE_LIMIT:
            self._idle.append(connection)
        else:
            await _given_back(connection)

    async def _let_go(self) -> None:
        idle, self._idle = self._idle, []
        for connection in idle:
            await _given_back(connection)

    @asynccontextmanager
    async def saving(self, recorded: datetime) -> AsyncIterator[Transaction]:
        """Save and announce what is added, at the end, in one statement.

        What is read meanwhile (`tx.reading`) stands apart from the writing: for reference data.
        """
        async with self._standing() as connection:
            tx = Transaction(connection, self.outbox, recorded, is_whole=False)
            yield tx
            await self._write_whole(connection, tx.collected())
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
        async with self._standing() as connection:
            yield connection

    async def close(self) -> None:
        await self._let_go()
        if self._writer:
            await self._writer.close()
        await self._engine.dispose()


async def _given_back(connection: AsyncConnection) -> None:
    """Also if whoever used it is cancelled again meanwhile."""
    await asyncio.shield(asyncio.ensure_future(connection.close()))
