"""`narahubung provision`: streams, durables and databases, as this version needs them."""

import asyncio
import os
from pathlib import Path

import typer

from deploy.addresses import find_addresses
from deploy.commands.options import DEFAULT_DATA, Data
from deploy.permissions import SERVICES
from deploy.provision import migrate, provision_streams
from deploy.refusal import StartRefused
from shared.settings import with_password


def provision(data: Data = DEFAULT_DATA) -> None:
    """Make or update streams, durables and databases; repeating it changes nothing.

    The broker is NARAHUBUNG_NATS (credentials: operator.creds of NARAHUBUNG_SECRETS, or of
    DATA/secrets); the databases are INTAKE_DATABASE_URL, INTAKE_DATABASE_PASSWORD_FILE and so on,
    as the services have them.
    """
    urls = {name: database_url(name.upper()) for name in SERVICES}
    if missing := [f"{name.upper()}_DATABASE_URL" for name, url in urls.items() if not url]:
        raise StartRefused(f"not set: {', '.join(missing)}")
    addresses = find_addresses(data)
    asyncio.run(provision_streams(addresses.nats, addresses.operator_creds, typer.echo))
    for name, url in urls.items():
        migrate(name, url)
        typer.echo(f"database of {name}: at the newest form")


def database_url(prefix: str) -> str:
    """What the environment says of a service's database; nothing, if it says nothing."""
    url = os.environ.get(f"{prefix}_DATABASE_URL", "")
    file = os.environ.get(f"{prefix}_DATABASE_PASSWORD_FILE")
    return with_password(url, Path(file)) if url and file else url


def register(cli: typer.Typer) -> None:
    cli.command()(provision)
