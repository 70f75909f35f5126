"""Options that several subcommands share."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

DEFAULT_DATA = Path(".data")

Data = Annotated[
    Path, typer.Option("--data", envvar="NARAHUBUNG_DATA", help="The folder of this installation.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def print_json(value: Any) -> None:
    """One JSON document on standard output, without colours."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
