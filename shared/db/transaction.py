"""One unit of saving and announcing: rows and events that live or die together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from shared.cause import asked_by
from shared.db.bulk import Insert, insert_all
from shared.db.columns import Values
from shared.db.upsert import adding_up
from shared.events.base import Fact, written
from shared.ids import new_id


class Announcement(NamedTuple):
    """An event that is saved in the outbox and waits for the broker."""

    event_id: UUID
    subject: str
    body: bytes


def table_of(row: type[SQLModel]) -> Table:
    """The table behind a row class."""
    table: Table = row.__table__  # type: ignore[attr-defined]
    return table


@dataclass
class Transaction:
    """Collects what handlers add; `flush` writes each table in one statement.

    Reads see what was flushed, not what is collected: a handler that must read its
    own row of the same batch flushes first.
    """

    reading: AsyncConnection
    outbox: Table
    recorded: datetime
    traceparent: str | None = field(default_factory=asked_by.get)
    """What caused what is announced next: of a batch, each event its own."""
    is_whole: bool = True
    """Whether statements of one's own belong to the same commit as what is added."""
    afterwards: dict[Callable[[], None], None] = field(default_factory=dict)
    """What to call once after the commit, in the order of asking; never called if it fails."""
    announced: list[Announcement] = field(default_factory=list)
    memo: dict[Any, Any] = field(default_factory=dict)
    """What handlers of this transaction have read already and need not read again."""
    _rows: dict[Table, list[Values]] = field(default_factory=dict)
    _sums: dict[Table, dict[tuple[Any, ...], list[int]]] = field(default_factory=dict)

    @property
    def connection(self) -> AsyncConnection:
        """For statements of one's own; a handler that needs it is declared `in_transaction`."""
        if not self.is_whole:
            raise RuntimeError("this would be a commit of its own: declare it in_transaction")
        return self.reading

    def add(self, row: type[SQLModel], **values: Any) -> None:
        """Insert a row; every column that is not named becomes null."""
        self._rows.setdefault(table_of(row), []).append(values)

    def add_to(self, table: Table, rows: Sequence[Values]) -> None:
        """Insert rows into a table of the machinery."""
        self._rows.setdefault(table, []).extend(rows)

    def add_up(self, row: type[SQLModel], key: tuple[Any, ...], *amounts: int) -> None:
        """Add amounts to the row with this primary key, made with zeros if it is not there.

        Commutative: any order and any number of processes give the same sums.
        """
        sums = self._sums.setdefault(table_of(row), {})
        if (known := sums.get(key)) is None:
            sums[key] = list(amounts)
        else:
            for place, amount in enumerate(amounts):
                known[place] += amount

    def emit(self, fact: Fact, *, time: datetime, sequence: int = 1) -> UUID:
        """Announce a fact with this transaction; `time` is when it happened."""
        event_id = new_id()
        body = written(
            fact,
            event_id,
            time=time,
            recorded=self.recorded,
            sequence=sequence,
            traceparent=self.traceparent,
        )
        self.announced.append(Announcement(event_id, fact.subject, body))
        values = {
            "event_id": event_id,
            "subject": fact.subject,
            "body": body.decode(),
            "recorded_at": self.recorded,
        }
        self._rows.setdefault(self.outbox, []).append(values)
        return event_id

    def after_commit(self, call: Callable[[], None]) -> None:
        """Call this once when everything is saved; for waking, not for work."""
        self.afterwards[call] = None

    def collected(self) -> list[Insert]:
        """What was collected, tables in the order in which they were first named; no more after."""
        rows, self._rows = self._rows, {}
        sums, self._sums = self._sums, {}
        inserts = [Insert(table, values) for table, values in rows.items()]
        return inserts + [adding_up(table, amounts) for table, amounts in sums.items()]

    async def flush(self) -> None:
        """Write what was collected."""
        await insert_all(self.reading, self.collected())
