"""The command line `narahubung`: registers the subcommands and says refusals in one line."""

import importlib
import sys

import typer

from shared.errors import Refused

COMMANDS = ("up", "init", "provision", "status", "dead", "replay", "token", "erase", "metrics")
"""Each is a module of `deploy.commands` with a function `register`."""
REFUSED = 2
INTERRUPTED = 130

narahubung = typer.Typer(
    name="narahubung",
    help="Complaints reach the focal point.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@narahubung.callback()
def _has_subcommands() -> None:
    """Complaints reach the focal point."""


def app() -> None:
    """Run the command line; what is refused ends with one line and code 2, not with a trace."""
    try:
        _register(sys.argv[1] if len(sys.argv) > 1 else "")
        narahubung()
    except Refused as refused:
        typer.echo(f"narahubung: {refused.detail}", err=True)
        sys.exit(REFUSED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _register(asked: str) -> None:
    """Import only what was asked for: a command costs its own libraries, not those of all."""
    for name in (asked,) if asked in COMMANDS else COMMANDS:
        importlib.import_module(f"deploy.commands.{name}").register(narahubung)


if __name__ == "__main__":
    app()
