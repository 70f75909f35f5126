"""The addresses of a running installation, for the person who started it."""

from rich.table import Table

from deploy.addresses import Addresses


def table_of(addresses: Addresses) -> Table:
    """One line for each thing to look at."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name, address in (
        ("Complaint form", f"{addresses.intake}/"),
        ("Intake API", f"{addresses.intake}/docs"),
        ("Routing", f"{addresses.routing}/docs"),
        ("Notifications", f"{addresses.notifications}/docs"),
        ("Dashboard", f"{addresses.metrics}/dashboard"),
        ("Metrics", f"{addresses.metrics}/docs"),
        ("Events", f"{addresses.intake}/docs/events/all"),
        ("Mails", f"{addresses.mails}/"),
        ("Broker", addresses.nats),
        ("Secrets", addresses.secrets),
    ):
        table.add_row(name, address)
    return table
