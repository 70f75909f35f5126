"""Hears events and carries messages by hand, at a time that the test sets."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from services.notifications import handlers
from services.notifications.contacts import AddressBook
from services.notifications.courier import Courier
from services.notifications.delivery import letterhead_of, own_name
from services.notifications.mailer import Mailer
from services.notifications.settings import NotificationsSettings
from services.notifications.store.messages import MESSAGES
from shared.db.database import Database
from shared.events.base import Fact
from tests.factories import NOON, an_accepted_complaint, an_assigned_case, an_event
from tests.service.notifications.address_books import TOKEN, AddressBooks


class Office:
    """One installation of notifications without its loops."""

    def __init__(
        self, settings: NotificationsSettings, database: Database, books: AddressBooks
    ) -> None:
        self.settings = settings
        self.database = database
        self.books = books
        self.now = NOON
        self._closing: list[Any] = []

    def clock(self) -> datetime:
        return self.now

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    async def hear(self, *facts: Fact) -> None:
        """All in one transaction, as the bus does it."""
        async with self.database.transaction(self.now) as tx:
            for fact in facts:
                hearing = handlers.ear.hearings[fact.type]
                await hearing.handler(an_event(fact, self.now), tx, self.now)

    async def hear_complaint(self, **told: Any) -> UUID:
        """A reporter who can be reached has complained."""
        fact = an_accepted_complaint(**told)
        email = f"siti.{fact.complaint_id.hex[-6:]}@contoh.id"
        self.books.knows_reporter(fact.complaint_id, name="Siti Aminah", email=email)
        await self.hear(fact)
        return fact.complaint_id

    async def hear_assignment(self) -> UUID:
        """A case is with an officer who can be reached."""
        fact = an_assigned_case()
        self.books.knows_officer(fact.focal_point_id, name="Budi", email="budi@pln.contoh.id")
        self.books.opens(fact.request_id, fact.focal_point_id)
        await self.hear(fact)
        return fact.complaint_id

    def courier(self, name: str | None = None) -> Courier:
        """As one process has it; several stand for several processes or lives."""
        settings = self.settings
        addresses = AddressBook(settings.intake_url, settings.routing_url, TOKEN)
        mailer = Mailer(settings, self.clock)
        self._closing += [addresses, mailer]
        return Courier(
            name or own_name(self.database, settings.port),
            database=self.database,
            addresses=addresses,
            mailer=mailer,
            letterhead=letterhead_of(settings),
            clock=self.clock,
        )

    async def carry(self, courier: Courier | None = None) -> Courier:
        """Rounds until nothing is due."""
        courier = courier or self.courier()
        while await courier.round():
            pass
        return courier

    async def rows(self) -> list[Any]:
        """All but what the office's own desk is told of the others."""
        return [row for row in await self.every_row() if row.template != "message-failed"]

    async def every_row(self) -> list[Any]:
        query = select(MESSAGES).order_by(MESSAGES.c.created_at, MESSAGES.c.message_id)
        async with self.database.reading() as connection:
            return list((await connection.execute(query)).all())

    async def row(self) -> Any:
        (row,) = await self.rows()
        return row

    async def announced(self) -> list[dict[str, Any]]:
        """Events that wait for the broker, as they will be read; of the desk's letters none."""
        outbox = self.database.outbox
        async with self.database.reading() as connection:
            rows = (await connection.execute(select(outbox).order_by(outbox.c.event_id))).all()
        events = [orjson.loads(row.body) for row in rows]
        return [event for event in events if event["data"]["template"] != "message-failed"]

    async def close(self) -> None:
        for one in self._closing:
            await one.close()
