"""`narahubung replay`: another system's export travels the whole way, with its own times."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deploy.addresses import find_addresses
from deploy.commands.options import DEFAULT_DATA, AsJson, Data, print_json
from deploy.refusal import StartRefused
from deploy.replay import run
from deploy.replay.mapping import find_mapping

File = Annotated[Path, typer.Argument(help="A CSV file whose first line names its columns.")]
MappingName = Annotated[
    str, typer.Option("--mapping", help="What its columns mean: a name, or a YAML file.")
]
ReportFile = Annotated[
    Path | None,
    typer.Option("--report", help="Where refused rows are listed; else in DATA/replays."),
]


def replay(
    file: File,
    *,
    mapping: MappingName,
    data: Data = DEFAULT_DATA,
    report: ReportFile = None,
    as_json: AsJson = False,
) -> None:
    """File and close the complaints of an export; a second time doubles nothing.

    Rows that cannot be are listed with line number and reason and hinder no other. Ends with
    code 1 if cases or statistics did not come in time.
    """
    if not file.is_file():
        raise StartRefused(f"there is no file {file}")
    listed = report or data / "replays" / f"{file.stem}-refused.csv"
    # What machines read goes to standard output, so the bars go to the other.
    console = Console(stderr=as_json)
    result = asyncio.run(
        run.replay(find_addresses(data), file, find_mapping(mapping), listed, console)
    )
    if as_json:
        print_json(result.as_json())
    else:
        run.show(console, result)
    raise typer.Exit(0 if result.complete else 1)


def register(cli: typer.Typer) -> None:
    cli.command()(replay)
