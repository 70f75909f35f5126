"""What a running service loads: each MiB is there four times, and each import delays the start."""

import subprocess
import sys

import pytest

UNUSED = ("faststream", "rich", "alembic", "typer", "httpx")
"""Of use for the event document, the command line and migrations."""

PROBE = "import sys, services.{}.app; print(*sorted(set(sys.argv[1:]) & set(sys.modules)))"


@pytest.mark.parametrize("service", ["intake", "routing", "notifications", "metrics"])
def test_a_service_loads_nothing_for_others(service: str) -> None:
    # Notifications asks other services for addresses.
    unused = [name for name in UNUSED if (service, name) != ("notifications", "httpx")]
    command = [sys.executable, "-c", PROBE.format(service), *unused]
    loaded = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert loaded.stdout.split() == []


def test_structlog_gets_rich_where_it_is_loaded_already() -> None:
    """Only an import inside of the block is kept from it: the command line needs rich."""
    probe = "import shared.log, rich.console; from shared.absent import absent\n"
    probe += "with absent('rich'): import rich.table"
    subprocess.run([sys.executable, "-c", probe], timeout=60, check=True)
