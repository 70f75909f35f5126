"""One PostgreSQL for a worker's tests: it may forget in a power cut, which no test makes."""

import asyncio
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import asyncpg

POSTGRES_VARIABLE = "NARAHUBUNG_TEST_POSTGRES_URL"
"""Set it to a server's address to test against that one."""

IMAGE = "postgres:17"
ENGINE = "unix:///var/run/docker.sock"
ENGINE_SECONDS = 3
FORGETFUL = ("fsync", "synchronous_commit", "full_page_writes")


@contextmanager
def a_server() -> Iterator[str]:
    """From the environment and left as it is, else a container, else the wheel; postgresql://…"""
    if given := os.environ.get(POSTGRES_VARIABLE):
        yield given
        return
    for url in _container_url() if _engine_has_image() else _embedded_url():
        settings = [f"ALTER SYSTEM SET {name} = off" for name in FORGETFUL]
        execute(url, *settings, "SELECT pg_reload_conf()")
        yield url


def _engine_has_image() -> bool:
    """Whether a container engine answers and need not pull; anything else means: no."""
    # Asked first: of a socket on which nobody listens, the engine's client leaves one open.
    if not _engine_listens():
        return False
    import docker  # noqa: PLC0415 - only where it is asked for

    try:
        with closing(docker.from_env(timeout=ENGINE_SECONDS)) as engine:
            engine.images.get(IMAGE)
    except (docker.errors.DockerException, OSError):
        return False
    return True


def _engine_listens() -> bool:
    scheme, _, path = os.environ.get("DOCKER_HOST", ENGINE).partition("://")
    if scheme != "unix":
        return True
    with socket.socket(socket.AF_UNIX) as trial:
        trial.settimeout(ENGINE_SECONDS)
        try:
            trial.connect(path)
        except OSError:
            return False
    return True


def _container_url() -> Iterator[str]:
    """A PostgreSQL in a container, if an engine answers and has the image."""
    from testcontainers.community.postgres import PostgresContainer  # noqa: PLC0415

    with PostgresContainer(IMAGE, driver=None) as container:
        yield container.get_connection_url()


def _embedded_url() -> Iterator[str]:
    from tests.embedded import Postgres  # noqa: PLC0415 - only where it is asked for

    # Outside of pytest's private folder: as root, the server runs as another user.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = Postgres(Path(folder), {})
        server.start()
        try:
            yield server.dsn()
        finally:
            server.stop()


def address(server: str, database: str) -> str:
    """Of one database on a server; postgresql://…"""
    before, _, options = server.partition("?")
    base = before.rsplit("/", 1)[0]
    return f"{base}/{database}" + (f"?{options}" if options else "")


def named(server: str, database: str) -> str:
    """The address of one database on a server, for SQLAlchemy's asynchronous driver."""
    return address(server, database).replace("postgresql://", "postgresql+asyncpg://", 1)


def execute(server: str, *statements: str) -> None:
    """Run statements on the server, each outside of any transaction."""

    async def run() -> None:
        connection = await asyncpg.connect(server)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run())
