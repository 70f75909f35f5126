"""`narahubung up` as a process of its own, and what may be asked of it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.system.forked import ROOT
from tests.system.plans import first_free_port
from tests.waiting import until

START_LIMIT = 60.0
STOP_LIMIT = 40.0


@dataclass
class Up:
    """A running `narahubung up`."""

    data: Path
    log: Path
    process: subprocess.Popen[bytes]

    def told(self) -> dict[str, Any]:
        """What `run.json` says; nothing before all is ready and after all has ended."""
        file = self.data / "run.json"
        return json.loads(file.read_text()) if file.exists() else {}

    def pids(self) -> dict[str, int]:
        pids: dict[str, int] = self.told().get("pids", {})
        return pids

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(STOP_LIMIT)

    def said(self) -> str:
        return self.log.read_text()


@contextmanager
def up(folder: Path, *words: str) -> Iterator[Up]:
    """Start it; it is stopped afterwards in any case."""
    log = folder / "up.log"
    log.unlink(missing_ok=True)
    command = (sys.executable, "-m", "deploy", "up", *words)
    told = {"NARAHUBUNG_DATA": f"{folder}/data", "NARAHUBUNG_PORTS_FROM": str(first_free_port())}
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **told}, stdout=output, stderr=output
        )
    running = Up(folder / "data", log, process)
    try:
        yield running
    finally:
        running.stop()


async def true(question: Callable[[], Any]) -> Any:
    async def answer() -> Any:
        return question()

    return await until(answer, START_LIMIT)


async def all_gone(pids: list[int]) -> None:
    await true(lambda: not any(alive(pid) for pid in pids))


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:  # it ends while it is looked at
        return False
