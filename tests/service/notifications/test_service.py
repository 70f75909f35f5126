"""The whole service with a real broker: heard there, told by mail."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
from fastapi import FastAPI
from nats.aio.client import Client

from services.notifications import app as application
from services.notifications import delivery
from services.notifications.settings import NotificationsSettings
from shared.events.base import Envelope
from shared.events.intake import ComplaintAccepted
from tests.factories import an_accepted_complaint, an_event
from tests.service.broker import Broker
from tests.service.notifications.address_books import AddressBooks
from tests.service.notifications.office import Office
from tests.service.notifications.stand_ins import MailServer
from tests.waiting import until


@pytest.fixture
def settings(settings: NotificationsSettings, broker: Broker) -> NotificationsSettings:
    told = {"nats_url": broker.url, "nats_creds": broker.creds("notifications")}
    return settings.model_copy(update=told)


@asynccontextmanager
async def running(settings: NotificationsSettings) -> AsyncIterator[FastAPI]:
    app = application.create(settings)
    async with app.router.lifespan_context(app):
        yield app


async def publish(operator: Client, event: Envelope[ComplaintAccepted]) -> None:
    body = event.model_dump_json().encode()
    await operator.jetstream().publish(event.type, body, headers={"Nats-Msg-Id": str(event.id)})


def a_known_complaint(books: AddressBooks) -> Envelope[ComplaintAccepted]:
    fact = an_accepted_complaint()
    books.knows_reporter(fact.complaint_id, name="Siti", email="siti@contoh.id")
    return an_event(fact)


async def test_what_is_heard_is_sent_without_waiting_for_the_next_look(
    settings: NotificationsSettings,
    operator: Client,
    books: AddressBooks,
    mail_server: MailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delivery, "POLL_SECONDS", 3600)
    async with running(settings) as app:
        await until(lambda: _connected(app))
        for count in (1, 2, 3):
            await publish(operator, a_known_complaint(books))
            await until(partial(_arrived, mail_server, count))


async def _connected(app: FastAPI) -> bool:
    return bool(app.state.bus.connected)


async def _arrived(mail_server: MailServer, count: int) -> bool:
    return len(mail_server.mails) == count


async def test_a_repeated_event_is_told_once(
    settings: NotificationsSettings,
    operator: Client,
    books: AddressBooks,
    mail_server: MailServer,
    office: Office,
) -> None:
    event, last = a_known_complaint(books), a_known_complaint(books)
    body = event.model_dump_json().encode()
    async with running(settings):
        for _ in range(3):  # without its id the broker cannot know that it is a repeat
            await operator.jetstream().publish(event.type, body)
        await publish(operator, last)
        await until(lambda: _arrived(mail_server, 2))
    assert len(await office.rows()) == 2


async def test_a_second_start_finds_what_waits_and_what_is_in_doubt(
    settings: NotificationsSettings, office: Office, mail_server: MailServer
) -> None:
    await office.hear_complaint()
    await office.courier()._claim()  # and the process dies
    async with running(settings):
        await until(lambda: _arrived(mail_server, 1))
    row = await office.row()
    assert (row.state, row.maybe_twice) == ("sent", True)


async def test_without_delivery_everything_waits(
    settings: NotificationsSettings,
    operator: Client,
    books: AddressBooks,
    mail_server: MailServer,
    office: Office,
) -> None:
    async with running(settings.model_copy(update={"deliver": False})):
        await publish(operator, a_known_complaint(books))
        await until(office.rows)
    row = await office.row()
    assert (row.state, row.attempts) == ("waiting", 0)
    assert mail_server.connections == 0
