"""Each statistic shows a real answer in the OpenAPI document, of the shape that it promises."""

from typing import Any

import jsonschema_rs
import pytest

from services.metrics.answers.examples import FOLDER
from services.metrics.app import BLUEPRINT
from services.metrics.settings import MetricsSettings
from shared import service
from tests.factories import NOON

FILES = ("/statistics/closings",)
"""Tables of their own, with nothing in them for everybody."""


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("metrics")
    settings = MetricsSettings(
        database_url=f"sqlite+aiosqlite:///{folder}/metrics.db",
        nats_url="nats://127.0.0.1:1",
        nats_creds=folder / "none.creds",
        secrets=folder,
        port=8404,
    )
    return service.build(BLUEPRINT, settings, lambda: NOON).openapi()


def test_every_statistic_has_one_that_fits_its_schema(document: dict[str, Any]) -> None:
    shown = 0
    for path, methods in document["paths"].items():
        if not path.startswith("/statistics/") or path in FILES:
            continue
        told = methods["get"]["responses"]["200"]["content"]["application/json"]
        for one in told["examples"].values():
            schema = {**told["schema"], "components": document["components"]}
            jsonschema_rs.validate(schema, one["value"])
            assert one["summary"].startswith("GET /statistics/")
            shown += 1
    assert shown + 1 == len(list(FOLDER.glob("*.json"))), "and one definition"
