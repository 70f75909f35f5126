"""A world for each journey, on either database; its timers look often, so that nobody waits."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from services.intake import timers as of_intake
from services.notifications import delivery
from services.routing import timers as of_routing
from services.routing.domain.agencies import Agency
from services.routing.domain.registry import Registry
from tests.databases import KINDS, Databases
from tests.journeys.whole import BLUEPRINTS, a_world
from tests.journeys.world import World
from tests.offices import an_office, an_officer
from tests.service.broker import Broker
from tests.service.conftest import broker, broker_server, forgetful
from tests.service.routing.test_bearers import a_bearer

__all__ = ["broker", "broker_server", "forgetful"]

SOON = 0.05
ROLES = (
    *("internal-supervisor", "superior", "office-head", "head-office"),
    *("resolution-and-monitoring", "ministry", "office-desk"),
)


@pytest.fixture(params=KINDS)
def urls(
    request: pytest.FixtureRequest, databases: Databases, tmp_path: Path
) -> Iterator[dict[str, str]]:
    """A database for each service, gone after the journey."""
    with ExitStack() as stack:
        yield {
            of: stack.enter_context(databases.for_a_test(request.param, tmp_path, of))
            for of in BLUEPRINTS
        }


def registry() -> Registry:
    """Three agencies with an officer each, and somebody in every role of the ladder."""
    agencies = [
        Agency(agency="water", name="Perumda Air Minum", kind="bumd", region="19.71"),
        Agency(agency="lights", name="Perusahaan Listrik", kind="bumn"),
        Agency(agency="roads", name="Dinas Pekerjaan Umum", kind="dinas"),
    ]
    officers = [*an_office().focal_points, an_officer("roads-primary")]
    bearers = [a_bearer(role) for role in ROLES]
    return an_office(agencies=agencies, focal_points=officers, bearers=bearers)


@pytest.fixture
async def world(
    urls: dict[str, str], broker: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    monkeypatch.setattr(of_routing, "POLL_SECONDS", SOON)
    monkeypatch.setattr(of_intake, "PAUSE_SECONDS", SOON)
    monkeypatch.setattr(of_intake, "NUMBERS_SECONDS", SOON)
    monkeypatch.setattr(delivery, "POLL_SECONDS", SOON)
    async with a_world(tmp_path, urls, broker) as begun:
        await begun.load(registry())
        yield begun
