"""`narahubung status`: one look at an installation."""

import asyncio

import typer

from deploy import status
from deploy.addresses import find_addresses
from deploy.commands.options import DEFAULT_DATA, AsJson, Data, print_json
from deploy.status_table import show


def look(data: Data = DEFAULT_DATA, as_json: AsJson = False) -> None:
    """Services, streams, lag of consumers, dead letters, oldest unsent event.

    Ends with code 1 when a service or the broker is not ready.
    """
    found = asyncio.run(status.status(find_addresses(data)))
    if as_json:
        print_json(found.as_json())
    else:
        show(found)
    raise typer.Exit(0 if found.healthy else 1)


def register(cli: typer.Typer) -> None:
    cli.command("status")(look)
