"""Plays one scenario against a running installation, in a process of its own."""

import asyncio
import sys
from pathlib import Path

import typer

from deploy.addresses import find_addresses
from shared.errors import Refused


def play(name: str, data: str) -> None:
    """Play it; the scenario itself shows its progress and its table."""
    # Here and not above: scenarios bring an HTTP client and more, which `up` itself never needs.
    from deploy import scenarios  # noqa: PLC0415

    try:
        asyncio.run(scenarios.play(name, find_addresses(Path(data))))
    except Refused as refused:
        typer.echo(f"narahubung: {refused.detail}", err=True)
        sys.exit(2)
