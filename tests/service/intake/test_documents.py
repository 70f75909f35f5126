"""The documents that intake gives of itself: complete, readable, and kept to."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from services.intake.settings import IntakeSettings
from shared.events import intake
from shared.events.catalogue import FACTS
from tests.ports import free_port
from tests.service.intake.staff import STAFF
from tests.waiting import until

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

REPOSITORY = Path(__file__).parents[3]


async def test_the_hot_endpoint_is_documented_like_any_other(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    filing = document["paths"]["/complaints"]["post"]
    body = filing["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/PublicForm"}
    assert [one["name"] for one in filing["parameters"]] == ["Idempotency-Key"]
    assert list(filing["responses"]) == ["201", "400", "413", "422"]
    batch = document["paths"]["/complaints/batch"]["post"]
    assert list(batch["requestBody"]["content"]) == ["application/x-ndjson", "text/csv"]
    assert list(batch["responses"]) == ["200", "400", "401", "403", "413", "415", "422"]


async def test_every_refusal_is_a_problem_document(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    assert "HTTPValidationError" not in str(document)
    for item in document["paths"].values():
        for operation in item.values():
            for status, answer in operation["responses"].items():
                problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
                expected = {"application/problem+json": problem}
                assert status < "400" or answer["content"] == expected


async def test_the_page_of_endpoints_shows_each_with_its_fields(client: httpx.AsyncClient) -> None:
    page = (await client.get("/docs")).text
    for path in (await client.get("/openapi.json")).json()["paths"]:
        assert f'<code class="address">{path}</code>' in page
    assert "<code>reporter.name</code>" in page
    assert "string, 10 to 20000 characters" in page
    assert "pln-uiw-babel" in page


async def test_the_page_of_events_shows_what_is_said_and_heard(client: httpx.AsyncClient) -> None:
    page = (await client.get("/docs/events")).text
    document = (await client.get("/asyncapi.json")).json()
    assert document["asyncapi"] == "3.0.0"
    addresses = {channel["address"] for channel in document["channels"].values()}
    assert {fact.type for fact in intake.ANNOUNCED} < addresses
    assert "routing.*.case.closed.v1" in addresses
    for address in addresses:
        assert f'<code class="address">{address}</code>' in page
    assert "<code>recordedtime</code>" in page
    assert "<code>data.reachable</code>" in page


async def is_live(address: str) -> bool:
    try:
        async with httpx.AsyncClient(base_url=address) as client:
            return (await client.get("/health/live")).is_success
    except httpx.TransportError:
        return False


@pytest.fixture
async def served(settings: IntakeSettings) -> AsyncIterator[str]:
    """The service as a process of its own, as it is started in an office."""
    (settings.secrets / "service.token").write_text(STAFF)  # one token opens both doors here
    address = f"http://127.0.0.1:{free_port()}"
    environment = os.environ | {
        "INTAKE_DATABASE_URL": settings.database_url.get_secret_value(),
        "INTAKE_NATS_URL": settings.nats_url,
        "INTAKE_NATS_CREDS": str(settings.nats_creds),
        "INTAKE_SECRETS": str(settings.secrets),
        "INTAKE_PORT": address.rpartition(":")[2],
        "INTAKE_LOG_LEVEL": "error",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.intake.app", env=environment, cwd=REPOSITORY
    )
    await until(lambda: is_live(address), limit=60)
    yield address
    process.terminate()
    await process.wait()


def test_the_service_keeps_to_its_document_whatever_it_is_sent(served: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            Path(sys.executable).parent / "schemathesis",
            f"--config-file={Path(__file__).parent / 'schemathesis.toml'}",
            "run",
            f"{served}/openapi.json",
            f"--header=Authorization: Bearer {STAFF}",
        ],
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-1_000:]


async def test_the_page_of_all_events_says_who_tells_whom(client: httpx.AsyncClient) -> None:
    page = (await client.get("/docs/events/all")).text
    for fact in FACTS.values():
        assert f'<code class="address">{fact.address()}</code>' in page
    assert "intake says to routing, notifications, metrics:" in page
    told = (await client.get("/asyncapi/all.json")).json()["components"]["messages"]
    assert set(told) == set(FACTS)
    for message in told.values():
        assert message["examples"][0]["payload"]["id"] in page
