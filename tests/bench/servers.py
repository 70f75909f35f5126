"""PostgreSQL and NATS from their wheels, so that the bench needs nothing on the machine."""

import socket
import subprocess
import sysconfig
import time
from pathlib import Path

from tests.embedded import START_LIMIT, NotStarted

POSTGRES_SETTINGS = {
    "shared_buffers": "1GB",
    "max_wal_size": "4GB",
    "max_connections": "200",
}
"""With fsync and synchronous commits as they come: what is measured may forget nothing."""


def wait_for_port(port: int, process: subprocess.Popen[bytes], limit: float = START_LIMIT) -> None:
    """Returns when somebody listens; fails when the process has ended or the limit has passed."""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.005)
        else:
            return
    raise NotStarted(f"nobody answers on port {port}: {process.args!r}")


def start_nats(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """A JetStream server without accounts; the product starts its own kind."""
    binary = Path(sysconfig.get_path("scripts")) / "nats-server"
    with (folder.parent / f"{folder.name}.log").open("ab") as log:
        process = subprocess.Popen(
            [str(binary), "-a", "127.0.0.1", "-p", str(port), "-js", "-sd", str(folder)],
            stdout=log,
            stderr=log,
        )
    wait_for_port(port, process)
    return process
