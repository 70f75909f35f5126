"""`narahubung init`: make the secrets once."""

import typer

from deploy.commands.options import DEFAULT_DATA, Data
from deploy.keys import make_secrets


def init(data: Data = DEFAULT_DATA) -> None:
    """Make keys, tokens and credentials in DATA/secrets; repeating it changes nothing."""
    secrets = make_secrets(data / "secrets")
    typer.echo(f"The secrets are in {secrets.folder.resolve()}; keep a copy of identity.key.")


def register(cli: typer.Typer) -> None:
    cli.command()(init)
