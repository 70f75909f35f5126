"""A broker that tests may kill and start again on the same data."""

import socket
import subprocess
import time
from pathlib import Path

from deploy import nats_server
from deploy.keys import make_secrets
from deploy.nats_server import NatsPlan

START_LIMIT = 10.0


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


class Broker:
    """One nats-server in operator mode, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "nats.log"
        self._plan = NatsPlan(folder / "nats", free_port(), make_secrets(folder / "secrets"))
        self._process: subprocess.Popen[bytes] | None = None
        self.url = self._plan.url
        self.secrets = self._plan.secrets

    def creds(self, user: str) -> Path:
        return self.secrets.creds(user)

    def start(self) -> None:
        """Start it, unless it runs."""
        if self._process is not None:
            return
        self._process = nats_server.start(self._plan, self._log)
        limit = time.monotonic() + START_LIMIT
        while not nats_server.answers(self._plan.port):
            if time.monotonic() > limit:
                raise RuntimeError(self._log.read_text())
            time.sleep(0.01)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
