"""`narahubung erase`: destroys what is known of a reporter; no figure and no event changes."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

import typer

from deploy import client
from deploy.addresses import find_addresses
from deploy.commands.options import DEFAULT_DATA, AsJson, Data, print_json

Complaint = Annotated[UUID, typer.Argument(help="Id of the complaint.")]
Office = Annotated[str, typer.Option(help="The office that owns it.")]
Who = Annotated[str, typer.Option(help="Who decided it: kept with the erasure.")]
Ground = Annotated[
    str,
    typer.Option(help="Why: retention-over, purpose-reached, on-request or unlawful."),
]


def erase(
    complaint: Complaint,
    *,
    ground: Ground,
    who: Who,
    office: Office = "babel",
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """Erase the reporter of a complaint for good, as the head of its office may."""
    addresses = find_addresses(data)

    async def ask() -> dict[str, Any]:
        async with client.connected(addresses, office, who=who) as opened:
            url = f"{addresses.intake}/staff/complaints/{complaint}/erasure"
            return await client.ask(opened, "POST", url, json={"ground": ground})

    shown = asyncio.run(ask())
    if as_json:
        print_json({"complaint_id": shown["complaint_id"], "erased_at": shown["erased_at"]})
    else:
        typer.echo(f"Erased the reporter of {shown['complaint_id']} at {shown['erased_at']}.")


def register(cli: typer.Typer) -> None:
    cli.command()(erase)
