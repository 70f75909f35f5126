"""What compose.yaml says fits what the services take and what `narahubung init` makes."""

import importlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.keys import make_secrets
from deploy.permissions import SERVICES
from shared.settings import ServiceSettings
from tests.system.forked import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load(
    (ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8")
)
PARTS: dict[str, dict[str, Any]] = COMPOSE["services"]
MODULE = re.compile(r"services\.(\w+)\.app")


def _settings(service: str) -> type[ServiceSettings]:
    module = importlib.import_module(f"services.{service}.settings")
    settings: type[ServiceSettings] = getattr(module, f"{service.capitalize()}Settings")
    return settings


def _source(secret: str | dict[str, str]) -> str:
    return secret if isinstance(secret, str) else secret["source"]


def test_each_service_is_a_part_under_its_name() -> None:
    runs = {
        name: MODULE.findall(" ".join(part["command"]))
        for name, part in PARTS.items()
        if isinstance(part.get("command"), list)
    }
    assert {name: found for name, found in runs.items() if found} == {
        service: [service] for service in SERVICES
    }


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_told_what_it_knows_and_all_that_it_needs(service: str) -> None:
    prefix = f"{service.upper()}_"
    fields = _settings(service).model_fields
    known = {f"{prefix}{name.upper()}" for name in fields}
    told = set(PARTS[service]["environment"])
    assert not told - known
    needed = {f"{prefix}{name.upper()}" for name, one in fields.items() if one.is_required()}
    assert not needed - told


@pytest.mark.parametrize("service", SERVICES)
def test_a_file_that_a_service_is_told_of_is_one_of_its_secrets(service: str) -> None:
    given = {_source(secret) for secret in PARTS[service]["secrets"]}
    told = {str(value) for value in PARTS[service]["environment"].values()}
    files = {value.removeprefix("/run/secrets/") for value in told if "/run/secrets/" in value}
    assert files
    assert not files - given


def test_the_secrets_are_those_that_init_makes(tmp_path: Path) -> None:
    folder = make_secrets(tmp_path / "secrets").folder
    for name, secret in COMPOSE["secrets"].items():
        place = secret["file"].rpartition("}/secrets/")[2]
        assert (folder / place).is_file(), name
        assert Path(place).name == name
    used = {_source(secret) for part in PARTS.values() for secret in part.get("secrets", ())}
    assert used == set(COMPOSE["secrets"])


def test_what_it_mounts_is_there() -> None:
    for config in COMPOSE["configs"].values():
        assert (ROOT / "deploy" / config["file"]).is_file()
    used = {one["source"] for part in PARTS.values() for one in part.get("configs", ())}
    assert used == set(COMPOSE["configs"])


def test_the_variables_of_the_readme_are_those_of_the_file() -> None:
    text = (ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$\{(\w+)", text)) - {"POSTGRES_PASSWORD"}
    for part in PARTS.values():
        environment = part.get("environment") or {}
        asked |= {name for name, value in environment.items() if value is None}
    readme = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
    spans = set(re.findall(r"`(\w+)`", readme))
    missing = {name for name in asked if not _is_told(name, spans)}
    assert not missing


def _is_told(name: str, spans: set[str]) -> bool:
    """Whole, or as an end after a variable that begins alike (`_USER` after `X_PORT`)."""
    return name in spans or any(span[0] == "_" and name.endswith(span) for span in spans)


OWN_USER = {"postgres"}
"""Begins as root to take its folder, and steps down to its own user, as the image does."""


def test_nobody_works_as_root() -> None:
    roots = {
        name
        for name, part in PARTS.items()
        if name not in OWN_USER and str(part.get("user", "0")).startswith("0")
    }
    assert roots == {"folders"}  # which hands a folder over, without a network, and ends
    assert PARTS["folders"]["network_mode"] == "none"
    for name, part in PARTS.items():
        assert part["cap_drop"] == ["ALL"], name
        assert part["read_only"] is True, name


def test_each_part_that_stays_up_says_how_it_is_and_has_time_to_end() -> None:
    """One-shot steps end, and say by their exit code how it went."""
    staying = {name for name, one in PARTS.items() if "restart" in one and "profiles" not in one}
    assert staying == {*SERVICES, "nats", "postgres"}
    for name in staying:
        assert PARTS[name]["healthcheck"]["test"], name
        assert PARTS[name]["stop_grace_period"], name


def test_each_secret_is_a_file_and_none_has_a_default() -> None:
    assert {tuple(told) for told in COMPOSE["secrets"].values()} == {("file",)}
    for name, part in PARTS.items():
        for key, value in part.get("environment", {}).items():
            if "PASSWORD" in key or "SECRET" in key:  # a file, or handed on as the operator has it
                assert value is None or value.startswith("/run/secrets"), f"{name}: {key}"
