"""The state of an installation as tables for people."""

from rich.console import Console
from rich.table import Table

from deploy.status import Status

KIB = 1024


def show(status: Status) -> None:
    """Print what is there; an empty table is left out."""
    console = Console()
    console.print(_services(status))
    console.print(f"broker: {status.broker}", highlight=False)
    if status.streams:
        console.print(_streams(status))
        console.print(_durables(status))


def _services(status: Status) -> Table:
    table = Table("service", "state", "oldest unsent event", "detail", box=None)
    for name, service in status.services.items():
        age = service.oldest_unsent_seconds
        unsent = "none" if age is None else f"{age:.1f} s"
        shown = unsent if service.is_unsent_known else "unknown"
        table.add_row(name, service.state, shown, service.detail)
    return table


def _streams(status: Status) -> Table:
    table = Table("stream", "messages", "KiB", box=None)
    for name, stream in status.streams.items():
        table.add_row(name, f"{stream.messages:,}", f"{stream.bytes / KIB:,.0f}")
    return table


def _durables(status: Status) -> Table:
    table = Table("consumer", "lag", "unacknowledged", "dead letters", box=None)
    for name, durable in status.durables.items():
        dead = status.dead.get(name, 0)
        table.add_row(name, f"{durable.lag:,}", f"{durable.unacknowledged:,}", f"{dead:,}")
    for name in status.dead.keys() - status.durables.keys():
        table.add_row(f"{name} (gone)", "", "", f"{status.dead[name]:,}")
    return table
