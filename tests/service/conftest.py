"""A real broker in operator mode for each worker, emptied for each test."""

import io
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from nats.aio.client import Client

from deploy.broker import connected
from deploy.provision import provision_streams
from shared.bus.topology import STREAMS
from shared.db import sqlite
from shared.log import PROCESSORS
from tests.service.broker import Broker


@pytest.fixture(autouse=True)
def logged() -> Iterator[io.BytesIO]:
    """What is logged meanwhile, as a running service writes it.

    Left to itself the library draws each error with all that its functions knew: for a handler
    that stumbles, seconds.
    """
    lines = io.BytesIO()
    factory = structlog.BytesLoggerFactory(file=lines)
    structlog.configure(processors=PROCESSORS, logger_factory=factory)
    yield lines
    sys.stderr.write(lines.getvalue().decode())
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test cuts the power: SQLite need not flush what would then be lost."""
    pragmas = (*sqlite.PRAGMAS, "synchronous=OFF")
    monkeypatch.setattr(sqlite, "PRAGMAS", pragmas)


@pytest.fixture(scope="session")
def broker_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    broker = Broker(Path(tmp_path_factory.mktemp("broker")))
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture
async def broker(broker_server: Broker) -> AsyncIterator[Broker]:
    """The broker with its streams, all of them empty."""
    broker_server.start()
    await provision_streams(broker_server.url, broker_server.creds("operator"))
    yield broker_server
    broker_server.start()
    async with connected(broker_server.url, broker_server.creds("operator")) as client:
        for stream in STREAMS:
            await client.jetstream().delete_stream(stream.name)


@pytest.fixture
async def operator(broker: Broker) -> AsyncIterator[Client]:
    """A connection that may do everything in the platform's account."""
    async with connected(broker.url, broker.creds("operator")) as client:
        yield client
