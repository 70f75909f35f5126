"""A connection to the broker for one command: it answers or the command ends with one line."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from nats.aio.client import Client
from nats.errors import Error as NatsError

from deploy.refusal import StartRefused, this_program


@asynccontextmanager
async def connected(url: str, creds: Path) -> AsyncIterator[Client]:
    """A client that does not wait for a broker that is away."""
    client = Client()
    try:
        await client.connect(
            url,
            user_credentials=str(creds),
            allow_reconnect=False,
            max_reconnect_attempts=1,  # without it an unreachable broker is tried for ever
            reconnect_time_wait=0,
            connect_timeout=5,
            error_cb=_already_raised,
        )
    except FileNotFoundError as error:
        raise StartRefused(f"{creds} is missing: run `{this_program()} init` first") from error
    except (NatsError, OSError, TimeoutError) as error:
        await client.close()
        raise StartRefused(f"cannot reach the broker at {url}: {error or error!r}") from error
    try:
        yield client
    finally:
        await client.close()


async def _already_raised(_: Exception) -> None:
    """The client also writes a stack trace for what it raises; one line is enough."""
