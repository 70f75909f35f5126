"""Notifications on each database, with a mail server and address books of the test's own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from services.notifications.models import InboxRow, OutboxRow
from services.notifications.settings import NotificationsSettings
from shared.db.database import Database
from tests.service.notifications.address_books import TOKEN, AddressBooks
from tests.service.notifications.office import Office
from tests.service.notifications.stand_ins import MailServer
from tests.tokens import KEY


@pytest.fixture
def made_for() -> str:
    return "notifications"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url, OutboxRow, InboxRow)
    yield opened
    await opened.close()


@pytest.fixture
def books() -> Iterator[AddressBooks]:
    stand_in = AddressBooks()
    stand_in.start()
    yield stand_in
    stand_in.stop()


@pytest.fixture
async def mail_server() -> AsyncIterator[MailServer]:
    stand_in = MailServer()
    await stand_in.start()
    yield stand_in
    await stand_in.stop()


@pytest.fixture
def settings(
    database_url: str, books: AddressBooks, mail_server: MailServer, tmp_path: Path
) -> NotificationsSettings:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "service.token").write_text(TOKEN)
    (secrets / "tokens.key").write_text(KEY)
    return NotificationsSettings(
        database_url=database_url,
        nats_url="nats://127.0.0.1:1",
        nats_creds=tmp_path / "none.creds",
        secrets=secrets,
        port=8403,
        smtp_port=mail_server.port,
        intake_url=books.url,
        routing_url=books.url,
        public_url="https://lapor.contoh.id/",
    )


@pytest.fixture
async def office(
    settings: NotificationsSettings, database: Database, books: AddressBooks
) -> AsyncIterator[Office]:
    opened = Office(settings, database, books)
    yield opened
    await opened.close()
