"""All services have the same inner shape: one seen, all seen."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from deploy.permissions import SERVICES

ROOT = Path(__file__).resolve().parents[2]

ALWAYS = ("README.md", "models.py", "handlers.py", "api.py", "settings.py", "app.py", "migrations")
EITHER = (("domain.py", "domain"), ("store.py", "store"))
"""A file, or a folder with a file per noun once it has grown."""

WIRING_LINES = 55

NO_SQL = {
    "sqlalchemy.exc.DBAPIError",
    "sqlalchemy.exc.IntegrityError",
    "sqlalchemy.ext.asyncio.AsyncConnection",
}
"""What went wrong, and what is handed on to the store: no statement can be made of these."""


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
        inside = path.relative_to(ROOT / "services").with_suffix("").parts[1:]
        if {"store", "migrations", "table"} & set(inside) or path.stem.endswith("models"):
            continue
        said = set(_imported(ast.parse(path.read_text(encoding="utf-8")))) - NO_SQL
        asks = {name for name in said if name.partition(".")[0] in {"sqlalchemy", "sqlmodel"}}
        assert not asks, f"{path.relative_to(ROOT)} imports {asks}"


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
