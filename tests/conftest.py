"""Servers for the whole run, and a fresh database of either kind for each test."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.databases import KINDS, Databases
from tests.programs import left_out


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in left_out(terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Where tests get their databases."""
    with ExitStack() as stack:
        yield Databases(tmp_path_factory.mktemp("migrated"), stack)


@pytest.fixture(scope="session")
def postgres_url(databases: Databases) -> str:
    """A real server; postgresql://…"""
    return databases.server


@pytest.fixture
def made_for() -> str | None:
    """The service with whose tables the database begins; of none, it is empty."""
    return None


@pytest.fixture(params=KINDS)
def database_url(
    request: pytest.FixtureRequest, databases: Databases, made_for: str | None, tmp_path: Path
) -> Iterator[str]:
    """A database of each kind; no other test sees what was in it."""
    with databases.for_a_test(request.param, tmp_path, made_for) as url:
        yield url
