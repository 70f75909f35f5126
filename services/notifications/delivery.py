"""Runs the courier beside the service: at once when something was heard, else every second."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from services.notifications import doorbell, letters
from services.notifications.contacts import AddressBook
from services.notifications.courier import Courier
from services.notifications.letters import Letterhead
from services.notifications.mailer import Mailer
from services.notifications.settings import NotificationsSettings
from shared.beside import beside, waiting_out
from shared.bus.leader import Leadership
from shared.db.database import Database
from shared.offices import read_zones

POLL_SECONDS = 1
STOP_SECONDS = 5


def letterhead_of(settings: NotificationsSettings) -> Letterhead:
    """What is the same in all letters of this installation."""
    return Letterhead(
        sender=letters.sender_of(settings.smtp_from),
        message_domain=settings.message_domain,
        public_url=settings.public_url,
        cases_url=settings.cases_url,
        office_name=settings.office_name,
        zones=read_zones(settings.offices),
    )


def own_name(database: Database, port: int) -> str:
    """A name that this process and its earlier lives have in common, and nobody else."""
    return "alone" if database.is_sqlite else f"{socket.gethostname()}:{port}"


@asynccontextmanager
async def delivering(app: FastAPI) -> AsyncIterator[None]:
    """Runs beside the service: hands due messages over, and at the end finishes the one begun."""
    settings: NotificationsSettings = app.state.settings
    if not settings.deliver:
        yield
        return
    async with AsyncExitStack() as stack:
        token = settings.secret("service.token")
        addresses = AddressBook(settings.intake_url, settings.routing_url, token)
        stack.push_async_callback(addresses.close)
        mailer = Mailer(settings, app.state.clock)
        stack.push_async_callback(mailer.close)
        courier = Courier(
            own_name(app.state.database, settings.port),
            database=app.state.database,
            addresses=addresses,
            mailer=mailer,
            letterhead=letterhead_of(settings),
            clock=app.state.clock,
        )
        bell = stack.enter_context(doorbell.listening())
        work = _deliver(courier, app.state.database.url, bell)
        task = await stack.enter_async_context(beside(work, "delivery"))
        try:
            yield
        finally:
            courier.stopping = True
            bell.set()
            await asyncio.wait([task], timeout=STOP_SECONDS)


async def _deliver(courier: Courier, database_url: str, bell: asyncio.Event) -> None:
    begun = False
    async with Leadership(database_url, f"delivery-{courier.name}") as leadership:
        while not courier.stopping:
            with waiting_out("delivery"):
                # Only the bearer of the name may say that what it left behind is nobody's.
                if not begun and await leadership.held():
                    await courier.begin()
                    begun = True
                if begun and await courier.round():
                    continue
            try:
                async with asyncio.timeout(POLL_SECONDS):
                    await bell.wait()
            except TimeoutError:
                continue
            bell.clear()
