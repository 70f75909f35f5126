"""A service's README is its canvas, and the canvas cannot lie."""

import importlib
import re
from pathlib import Path

import pytest

from deploy.permissions import SERVICES
from shared.events.catalogue import FACTS
from shared.service import Blueprint
from shared.settings import ServiceSettings

ROOT = Path(__file__).resolve().parents[2]
OF_EVERY_SERVICE = (
    *("/health/live", "/health/ready", "/metrics", "/openapi.json"),
    *("/docs", "/docs/events", "/docs/events/all", "/asyncapi.json", "/asyncapi/all.json"),
    "/static",
)


def _canvas(service: str) -> dict[str, set[str]]:
    """The code spans that begin the bullet lines, by heading."""
    found: dict[str, set[str]] = {}
    heading = ""
    for line in (ROOT / "services" / service / "README.md").read_text("utf-8").splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
            found[heading] = set()
        elif match := re.match(r"- `([^`]+)`", line):
            found[heading].add(match[1])
    return found


def _blueprint(service: str) -> Blueprint:
    blueprint: Blueprint = importlib.import_module(f"services.{service}.app").BLUEPRINT
    return blueprint


@pytest.mark.parametrize("service", SERVICES)
def test_the_canvas_names_what_is_announced_and_heard(service: str) -> None:
    canvas = _canvas(service)
    blueprint = _blueprint(service)
    assert canvas["Announces"] == {fact.type for fact in blueprint.announces}
    assert canvas["Announces"] == {name for name, fact in FACTS.items() if fact.source == service}
    assert canvas["Hears"] == set(blueprint.ear.hearings)


@pytest.mark.parametrize("service", SERVICES)
def test_the_canvas_names_every_table(service: str) -> None:
    models = importlib.import_module(f"services.{service}.models")
    assert _canvas(service)["Owns"] == set(models.Table.metadata.tables)


@pytest.mark.parametrize("service", SERVICES)
def test_the_canvas_names_every_address(service: str) -> None:
    blueprint = _blueprint(service)
    answered = {f"{method} {path}" for method, path in blueprint.hot}
    for router in blueprint.routers:
        answered |= set(_addresses(router))
    assert _canvas(service)["Answers"] == answered


@pytest.mark.parametrize("service", SERVICES)
def test_the_canvas_names_every_setting(service: str) -> None:
    module = importlib.import_module(f"services.{service}.settings")
    settings: type[ServiceSettings] = getattr(module, f"{service.capitalize()}Settings")
    prefix = settings.model_config["env_prefix"]
    assert prefix == f"{service.upper()}_"
    told = set(settings.model_fields) - {"service"}  # its name, which nobody else may give it
    assert _canvas(service)["Settings"] == {f"{prefix}{name.upper()}" for name in told}


def _addresses(router: object) -> list[str]:
    found = []
    for route in getattr(router, "routes", []):
        path = getattr(route, "path", "")
        if path.startswith(OF_EVERY_SERVICE):
            continue
        methods = getattr(route, "methods", None)
        if methods:
            found += [f"{method} {path}" for method in methods - {"HEAD"}]
        elif inner := getattr(route, "original_router", None):
            found += _addresses(inner)
    return found
