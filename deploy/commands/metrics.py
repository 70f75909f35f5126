"""`narahubung metrics rebuild`: makes the statistics anew from the events, while they are read."""

import asyncio
import os
import time
from pathlib import Path

import typer
from nats.errors import Error as NatsError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from deploy.addresses import find_addresses
from deploy.broker import connected
from deploy.commands.options import DEFAULT_DATA, AsJson, Data, print_json
from deploy.commands.provision import database_url
from deploy.refusal import StartRefused, this_program
from deploy.stack import Plan
from services.metrics import offices, rebuilding
from services.metrics.models import InboxRow, OutboxRow
from services.metrics.rebuilding import Outcome
from shared import clock
from shared.bus.headers import leave_them
from shared.db.database import Database
from shared.offices import SHIPPED

metrics = typer.Typer(help="The read models of metrics.", no_args_is_help=True)


def register(cli: typer.Typer) -> None:
    cli.add_typer(metrics, name="metrics")


@metrics.callback()
def _has_subcommands() -> None:
    """The read models of metrics."""


@metrics.command()
def rebuild(data: Data = DEFAULT_DATA, *, as_json: AsJson = False) -> None:
    """Read all events again into new tables, and put them in the place of the old ones.

    The service goes on hearing and answering meanwhile. The database is METRICS_DATABASE_URL (and
    METRICS_DATABASE_PASSWORD_FILE), or that of the `up` in DATA; METRICS_OFFICES says whose days
    are counted, as the service has it.
    """
    console = Console(stderr=True)
    began = time.monotonic()
    done = asyncio.run(_rebuild(data, console))
    seconds = time.monotonic() - began
    rate = round(done.events / seconds)
    if as_json:
        told = {"events": done.events, "unreadable": done.unreadable}
        print_json({**told, "seconds": round(seconds, 2), "events_per_second": rate})
        return
    typer.echo(f"Rebuilt from {done.events} events in {seconds:.1f} s ({rate} a second).")
    if done.unreadable:
        typer.echo(
            f"Passed over: {done.unreadable} that cannot be read (`{this_program()} dead list`)."
        )


async def _rebuild(data: Path, console: Console) -> Outcome:
    addresses = find_addresses(data)
    offices.use(Path(os.environ.get("METRICS_OFFICES") or SHIPPED))
    database = Database(_url(data), OutboxRow, InboxRow)
    bar = Progress(
        TextColumn("Rebuilding"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )
    try:
        async with connected(addresses.nats, addresses.operator_creds) as client:
            leave_them(client)
            with bar:
                task = bar.add_task("Rebuilding", total=None)
                return await rebuilding.rebuild(
                    database,
                    client,
                    clock.now,
                    lambda done, total: bar.update(task, completed=done, total=total),
                )
    except (NatsError, TimeoutError) as error:
        raise StartRefused(f"the broker does not answer: {error!r}") from error
    finally:
        await database.close()


def _url(data: Path) -> str:
    told = database_url("METRICS")
    if told:
        return told
    if not (data / "databases" / "metrics.sqlite").exists():
        raise StartRefused(f"METRICS_DATABASE_URL is not set, and {data} has no database")
    return Plan(data, 0).database_url("metrics")
