"""`narahubung up`: the whole stack on this machine."""

import asyncio
from typing import Annotated

import typer

from deploy.commands.options import DEFAULT_DATA, Data
from deploy.refusal import StartRefused
from deploy.stack import SQLITE, Plan
from deploy.up import run

DEFAULT_SCENARIO = "babel-2022-q1"
FIRST_PORT = 8400

PortsFrom = Annotated[
    int, typer.Option(envvar="NARAHUBUNG_PORTS_FROM", help="The first of seven ports.")
]
Scenario = Annotated[str, typer.Option("--scenario", help="What is played once all is ready.")]
NoScenario = Annotated[bool, typer.Option("--no-scenario", help="Play nothing.")]
Keep = Annotated[bool, typer.Option("--keep/--exit", help="Stay up afterwards, or stop again.")]
UrlTemplate = Annotated[
    str | None,
    typer.Option(
        "--database-url-template",
        envvar="NARAHUBUNG_DATABASE_URL_TEMPLATE",
        help="postgresql+asyncpg://…/{service}; without it, SQLite in the data folder.",
    ),
]
SyncAlways = Annotated[
    bool, typer.Option("--sync-always", help="The broker flushes every message to the disk.")
]


def up(
    *,
    data: Data = DEFAULT_DATA,
    ports_from: PortsFrom = FIRST_PORT,
    scenario: Scenario = DEFAULT_SCENARIO,
    no_scenario: NoScenario = False,
    keep: Keep = True,
    database_url_template: UrlTemplate = None,
    sync_always: SyncAlways = False,
) -> None:
    """Start broker, mail sink and the four services; play a scenario; stay until Ctrl-C."""
    plan = Plan(
        data=data,
        first_port=ports_from,
        database_url_template=database_url_template or SQLITE,
        sync_always=sync_always,
        scenario=None if no_scenario else scenario,
        stay=keep,
    )
    try:
        code = asyncio.run(run(plan))
    except* StartRefused as refused:
        # Several parts may fail at once, from one cause: the first says enough.
        raise _first(refused) from None
    raise typer.Exit(code)


def register(cli: typer.Typer) -> None:
    cli.command()(up)


def _first(group: BaseExceptionGroup[StartRefused]) -> StartRefused:
    one = group.exceptions[0]
    return _first(one) if isinstance(one, BaseExceptionGroup) else one
