"""An answer names the definitions that were in use, and the very moment that it was made of."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from services.metrics.app import BLUEPRINT
from services.metrics.settings import MetricsSettings
from shared import service
from shared.access.person import Person
from shared.db.database import Database
from tests.factories import NOON, a_closed_case, an_accepted_complaint, an_assigned_case
from tests.service.metrics.listening import happened
from tests.tokens import bearer

NOW = datetime(2027, 1, 15, 3, 4, 5, 678901, tzinfo=UTC)
BEFORE = "2026-11-26T12:00:00+07:00"


@pytest.fixture
async def later(settings: MetricsSettings, database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """An auditor in 2027, by a clock that knows parts of a second."""
    application = service.build(BLUEPRINT, settings, lambda: NOW)
    application.state.database = database
    transport = httpx.ASGITransport(app=application)
    headers = bearer(Person("wati", "auditor"))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://metrics", headers=headers
    ) as opened:
        yield opened


async def test_an_answer_names_the_definitions_in_use_at_its_moment(
    database: Database, later: httpx.AsyncClient
) -> None:
    await happened(database, an_accepted_complaint(), an_assigned_case(), a_closed_case(), at=NOON)
    for asked, version in (({}, 2), ({"as_of": BEFORE}, 1)):
        answer = await later.get("/statistics/durations", params={"period": "2022-Q1", **asked})
        assert answer.json()["definitions"] == {"M10": version}
        report = (await later.get("/reports/2022-Q1.json", params=asked)).json()
        assert report["definitions"]["M10"] == version
        page = (await later.get("/reports/2022-Q1", params={"lang": "en", **asked})).text
        assert ("median and 90th percentile in whole" in page) == (version == 2)


@pytest.mark.parametrize("path", ["/reports/2022-Q1.json", "/reports/2022-Q1.csv"])
async def test_asked_again_with_the_moment_that_it_prints_a_report_has_the_same_bytes(
    database: Database, later: httpx.AsyncClient, path: str
) -> None:
    await happened(database, an_accepted_complaint(), an_assigned_case(), at=NOON)
    first = await later.get(path)
    printed = (await later.get("/reports/2022-Q1.json")).json()["as_of"]
    assert datetime.fromisoformat(printed) == NOW
    again = await later.get(path, params={"as_of": printed})
    assert first.content == again.content
