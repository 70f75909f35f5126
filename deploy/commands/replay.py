"""`narahubung replay`: registered once there is something to replay with."""

import typer


def register(cli: typer.Typer) -> None:
    """Nothing yet."""
