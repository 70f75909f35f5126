"""A broker that tests may kill and start again on the same data."""

import subprocess
from pathlib import Path

from deploy import nats_server
from deploy.keys import make_secrets
from deploy.nats_server import NatsPlan
from tests.ports import free_port


class Broker:
    """One nats-server in operator mode, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._log = folder / "nats.log"
        self.plan = NatsPlan(folder / "nats", free_port(), make_secrets(folder / "secrets"))
        self._process: subprocess.Popen[bytes] | None = None
        self.url = self.plan.url
        self.secrets = self.plan.secrets

    def creds(self, user: str) -> Path:
        return self.secrets.creds(user)

    def start(self) -> None:
        """Start it, unless it runs."""
        if self._process is not None:
            return
        self._process = nats_server.start(self.plan, self._log)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
