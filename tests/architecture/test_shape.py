"""All services have the same inner shape: one seen, all seen."""

import ast
import importlib
from pathlib import Path

import pytest
from sqlmodel import SQLModel

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("intake", "routing", "notifications", "metrics")

ALWAYS = ("README.md", "models.py", "handlers.py", "api.py", "settings.py", "app.py", "migrations")
EITHER = (("domain.py", "domain"), ("store.py", "store"))
"""A file, or a folder with a file per noun once it has grown."""

WIRING_LINES = 55


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_the_common_files(service: str) -> None:
    there = {path.name for path in (ROOT / "services" / service).iterdir()}
    assert not set(ALWAYS) - there
    for file, folder in EITHER:
        assert (file in there) != (folder in there), f"{file} or {folder}/"


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_tables_of_its_own(service: str) -> None:
    models = importlib.import_module(f"services.{service}.models")
    assert models.Table.metadata is not SQLModel.metadata
    assert {"outbox", "inbox"} <= set(models.Table.metadata.tables)


@pytest.mark.parametrize("service", SERVICES)
def test_wiring_is_only_wiring(service: str) -> None:
    path = ROOT / "services" / service / "app.py"
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= WIRING_LINES
    names = [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    assert names == ["create", "main"]


def test_nobody_commits_but_the_database() -> None:
    for path in (ROOT / "services").rglob("*.py"):
        assert ".commit(" not in path.read_text(encoding="utf-8"), path


def test_sql_lives_in_the_store() -> None:
    for path in (ROOT / "services").rglob("*.py"):
        if "store" in str(path) or "migrations" in path.parts or path.stem.endswith("models"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "sqlalchemy":
                pytest.fail(f"{path.relative_to(ROOT)} imports sqlalchemy")
