"""What was answered 2xx is on the disk of an office that has SQLite."""

from pathlib import Path

from sqlalchemy import text

from services.intake.models import InboxRow, OutboxRow
from shared.db.database import Database
from shared.db.sqlite import Writer

FULL = 2


async def test_sqlite_flushes_each_commit(tmp_path: Path) -> None:
    opened = Database(f"sqlite+aiosqlite:///{tmp_path}/intake.db", OutboxRow, InboxRow)
    for connect in (opened.plain_transaction, opened.reading):
        async with connect() as connection:
            assert await connection.scalar(text("PRAGMA synchronous")) == FULL
            assert await connection.scalar(text("PRAGMA journal_mode")) == "wal"
    await opened.close()


async def test_so_does_the_thread_that_writes_what_is_whole(tmp_path: Path) -> None:
    opened = Database(f"sqlite+aiosqlite:///{tmp_path}/intake.db", OutboxRow, InboxRow)
    assert opened._writer is not None

    def ask(writer: Writer) -> None:
        connection = writer._open()
        assert connection.execute("PRAGMA synchronous").fetchone() == (FULL,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)

    await opened._writer._do(ask, opened._writer)
    await opened.close()
