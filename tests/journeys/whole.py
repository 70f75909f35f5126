"""Puts the whole product together in one process, each service on a port of its own."""

import asyncio
import os
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from deploy.broker import connected
from deploy.client import ANSWER_SECONDS
from services.intake.app import BLUEPRINT as INTAKE
from services.intake.settings import IntakeSettings
from services.metrics.app import BLUEPRINT as METRICS
from services.metrics.settings import MetricsSettings
from services.notifications.app import BLUEPRINT as NOTIFICATIONS
from services.notifications.settings import NotificationsSettings
from services.routing.app import BLUEPRINT as ROUTING
from services.routing.settings import RoutingSettings
from shared import service
from shared.settings import ServiceSettings
from tests.factories import NOON
from tests.journeys.world import World
from tests.ports import free_port
from tests.service.broker import Broker
from tests.service.notifications.stand_ins import MailServer
from tests.service.routing.office import StandingClock
from tests.tokens import KEY
from tests.waiting import until

SIBLING = "token-of-services"
BLUEPRINTS = {
    "intake": (INTAKE, IntakeSettings),
    "routing": (ROUTING, RoutingSettings),
    "notifications": (NOTIFICATIONS, NotificationsSettings),
    "metrics": (METRICS, MetricsSettings),
}


class _Server(uvicorn.Server):
    """Serves beside others in one process, whose signals are not its business."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def served(app: FastAPI, port: int) -> AsyncIterator[None]:
    """An application on a port of its own until the block ends."""
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False)
    server = _Server(config)
    serving = asyncio.create_task(server.serve())

    async def has_begun() -> bool:
        assert not serving.done(), "it ended before it began"
        return server.started

    await until(has_begun)
    try:
        yield
    finally:
        server.should_exit = True
        await serving


def _settings(folder: Path, urls: Mapping[str, str], broker: Broker, smtp: int) -> dict[str, Any]:
    ports = {name: free_port() for name in BLUEPRINTS}
    secrets, offices = folder / "secrets", folder / "offices"
    secrets.mkdir()
    offices.mkdir()
    (secrets / "identity.key").write_text(b64encode(os.urandom(32)).decode())
    (secrets / "tokens.key").write_text(KEY)
    (secrets / "links.key").write_text(KEY)
    (secrets / "service.token").write_text(SIBLING)
    address = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    more: dict[str, dict[str, Any]] = {
        "intake": {"policies": by_campaign(folder)},
        "routing": {"offices": offices, "public_url": address["routing"]},
        "notifications": {
            "smtp_port": smtp,
            "intake_url": address["intake"],
            "routing_url": address["routing"],
        },
        "metrics": {},
    }
    return {
        name: kind(
            database_url=urls[name],
            nats_url=broker.url,
            nats_creds=broker.creds(name),
            secrets=secrets,
            port=ports[name],
            **more[name],
        )
        for name, (_, kind) in BLUEPRINTS.items()
    }


def by_campaign(folder: Path) -> Path:
    """What comes in by the campaign `by-hand` is verified by staff, everything else at once."""
    shipped = INTAKE_POLICIES.read_text(encoding="utf-8")
    path = folder / "policies.yaml"
    path.write_text(shipped.replace("  campaigns: {} ", "  campaigns: {by-hand: manual} "))
    assert path.read_text() != shipped
    return path


INTAKE_POLICIES = Path(IntakeSettings.model_fields["policies"].default)


@asynccontextmanager
async def a_world(folder: Path, urls: Mapping[str, str], broker: Broker) -> AsyncIterator[World]:
    """The product, begun anew; its clock stands at noon."""
    clock, mails = StandingClock(NOON), MailServer()
    async with AsyncExitStack() as stack:
        await mails.start()
        stack.push_async_callback(mails.stop)
        apps: dict[str, FastAPI] = {}
        http: dict[str, httpx.AsyncClient] = {}
        settings: dict[str, ServiceSettings] = _settings(folder, urls, broker, mails.port)
        for name, (blueprint, _) in BLUEPRINTS.items():
            apps[name] = service.build(blueprint, settings[name], clock)
            await stack.enter_async_context(served(apps[name], settings[name].port))
            base = f"http://127.0.0.1:{settings[name].port}"
            client = httpx.AsyncClient(base_url=base, timeout=ANSWER_SECONDS)
            http[name] = await stack.enter_async_context(client)
        operator = connected(broker.url, broker.creds("operator"))
        yield World(clock, mails, await stack.enter_async_context(operator), apps, http)
