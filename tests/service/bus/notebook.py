"""A service of four lines that writes down what it hears, to test the promise of the bus with."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from nats.aio.client import Client
from sqlalchemy import func, select
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from shared.bus.consumer import Consumer
from shared.bus.hearing import Ear
from shared.bus.topology import Durable
from shared.clock import now
from shared.db.database import Database
from shared.db.tables import InboxColumns, OutboxColumns
from shared.db.transaction import Transaction, table_of
from shared.errors import Refused
from shared.events.base import Envelope
from shared.events.intake import ComplaintAccepted
from shared.ids import new_id

DURABLE = Durable("routing", "intake", ("intake.>",))


class Table(SQLModel, registry=registry()):
    pass


class NoteRow(Table, table=True):
    __tablename__ = "notes"

    note_id: UUID = Field(primary_key=True)
    complaint_id: UUID


class OutboxRow(OutboxColumns, Table, table=True):
    __tablename__ = "outbox"


class InboxRow(InboxColumns, Table, table=True):
    __tablename__ = "inbox"


NOTES = table_of(NoteRow)


class Notebook:
    """Hears accepted complaints; refuses those for `refused`, stumbles over those in `stumbles`."""

    def __init__(self, database: Database, *, in_transaction: bool) -> None:
        self.database = database
        self.ear = Ear("routing")
        self.stumbles: set[UUID] = set()
        self.tries: list[UUID] = []
        self.causes: dict[UUID, str | None] = {}

        @self.ear.hears(ComplaintAccepted, in_transaction=in_transaction)
        async def note(event: Envelope[ComplaintAccepted], tx: Transaction, at: datetime) -> None:
            """Write the complaint down."""
            self.tries.append(event.data.complaint_id)
            self.causes[event.data.complaint_id] = tx.traceparent
            if event.data.substance == "refused":
                raise Refused("this is not written down")
            if event.data.complaint_id in self.stumbles:
                raise RuntimeError("stumbled")
            values = {"note_id": new_id(), "complaint_id": event.data.complaint_id}
            if in_transaction:
                await tx.connection.execute(NOTES.insert().values(**values))
            else:
                tx.add(NoteRow, **values)

    async def noted(self) -> list[UUID]:
        async with self.database.reading() as connection:
            rows = await connection.execute(select(NOTES.c.complaint_id).order_by(NOTES.c.note_id))
            return list(rows.scalars())

    async def count(self) -> int:
        async with self.database.reading() as connection:
            return (await connection.execute(select(func.count(NOTES.c.note_id)))).scalar_one()

    @asynccontextmanager
    async def hearing(self, client: Client, durable: Durable = DURABLE) -> AsyncIterator[Consumer]:
        consumer = Consumer(durable, self.ear, client=client, database=self.database, clock=now)
        task = asyncio.create_task(consumer.run())
        yield consumer
        consumer.stop()
        await task


async def publish(client: Client, event: Envelope[Any]) -> None:
    """Say an event as its service would."""
    body = event.model_dump_json().encode()
    headers = {"Nats-Msg-Id": str(event.id)}
    await client.jetstream().publish(event.data.subject, body, headers=headers)
