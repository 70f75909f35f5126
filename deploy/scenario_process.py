"""Plays one scenario against a running installation, in a process of its own."""

import asyncio
import importlib
import inspect
import sys
from collections.abc import Awaitable
from pathlib import Path

import typer

from deploy.addresses import find_addresses
from shared.errors import Refused


def play(name: str, data: str) -> None:
    """Play it; the scenario itself shows its progress and its table."""
    # Here and not above: scenarios bring an HTTP client and more, which `up` itself never needs.
    scenarios = importlib.import_module("deploy.scenarios")
    try:
        playing = scenarios.play(name, find_addresses(Path(data)))
        if inspect.isawaitable(playing):
            asyncio.run(_finish(playing))
    except Refused as refused:
        typer.echo(f"narahubung: {refused.detail}", err=True)
        sys.exit(2)


async def _finish(playing: Awaitable[object]) -> None:
    await playing
