"""Sees from outside when a complaint is in the committed statistics, alike for every target."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import asyncpg

from tests.bench.targets import Reader

PAUSE = 0.0003  # seconds between two looks; a reader's own question takes about as long again
LIMIT = 30.0


class PostgresReader:
    """A connection with a loop of its own, so that a thread can wait for it."""

    def __init__(self, dsn: str, question: str) -> None:
        self.loop = asyncio.new_event_loop()
        self.connection = self.loop.run_until_complete(asyncpg.connect(dsn))
        self.question = self.loop.run_until_complete(self.connection.prepare(question))

    def count(self) -> int:
        return int(self.loop.run_until_complete(self.question.fetchval()))

    def close(self) -> None:
        self.loop.run_until_complete(self.connection.close())
        self.loop.close()


class SqliteReader:
    """A read-only connection to a database that another process writes."""

    def __init__(self, path: Path, question: str) -> None:
        self.connection = sqlite3.connect(
            f"file:{path}?mode=ro", uri=True, timeout=5, check_same_thread=False
        )
        self.question = question

    def count(self) -> int:
        return int(self.connection.execute(self.question).fetchone()[0])

    def close(self) -> None:
        self.connection.close()


class Observer:
    """Pairs the n-th POST with the n-th count: at a low rate one complaint is under way at a time.

    A pair swapped by two complaints under way together changes neither sum nor count of the waits.
    """

    def __init__(self, reader: Callable[[], Reader]) -> None:
        self.open_reader = reader
        self.sent: list[float] = []
        self.waits: list[float] = []
        self.ended = threading.Event()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    async def __aenter__(self) -> "Observer":
        self.thread.start()
        await asyncio.to_thread(self.ready.wait)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.ended.set()
        await asyncio.to_thread(self.thread.join)

    def _watch(self) -> None:
        reader = self.open_reader()
        before = reader.count()
        self.ready.set()
        deadline = float("inf")
        while time.perf_counter() < deadline:
            if len(self.waits) < len(self.sent):
                seen = reader.count() - before
                at = time.perf_counter()
                self.waits.extend(at - sent for sent in self.sent[len(self.waits) : seen])
            elif self.ended.is_set():
                break
            if self.ended.is_set() and deadline == float("inf"):
                deadline = time.perf_counter() + LIMIT
            time.sleep(PAUSE)
        reader.close()
