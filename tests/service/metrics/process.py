"""Metrics as a process of its own, with its timers, without a broker."""

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests.ports import free_port

START_LIMIT = 90.0
STOP_LIMIT = 20.0


class Running:
    """Started by `python -m services.metrics.app`, stopped by a signal to its own id."""

    def __init__(self, database_url: str, folder: Path) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / "metrics.log"
        environment = {
            "METRICS_DATABASE_URL": database_url,
            "METRICS_NATS_URL": "nats://127.0.0.1:1",
            "METRICS_NATS_CREDS": str(folder / "none.creds"),
            "METRICS_SECRETS": str(folder),
            "METRICS_PORT": str(port),
            "METRICS_LOG_LEVEL": "warning",
        }
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "services.metrics.app"],
                env={**os.environ, **environment},
                stderr=log,
            )

    def wait(self) -> None:
        ends = time.monotonic() + START_LIMIT
        while time.monotonic() < ends:
            try:
                httpx.get(f"{self.url}/health/live").raise_for_status()
            except httpx.TransportError:
                assert self._process.poll() is None, self.log.read_text()
                time.sleep(0.05)
            else:
                return
        raise AssertionError(f"metrics does not answer: {self.log.read_text()}")

    def stop(self) -> int:
        """Ask it to end; answers its exit code."""
        self._process.terminate()
        try:
            return self._process.wait(STOP_LIMIT)
        finally:
            self._process.kill()
            self._process.wait()
