"""Processes of the product, each forked from one that has imported its module: as `up` has it.

A process of a service costs a second of imports; a test that kills and starts many waits for none.
"""

import json
import math
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from deploy.stack import FOR_SERVICES

ROOT = Path(__file__).resolve().parents[2]
DRIVERS = (
    "aiosqlite",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "asyncpg",
    "sqlalchemy.dialects.postgresql.asyncpg",
)
LOOK_SECONDS = 0.01


class Forked:
    """One process, with what `subprocess.Popen` can do of it."""

    def __init__(self, nursery: "Nursery") -> None:
        self._nursery = nursery
        self.pid: int | None = None
        self.code: int | None = None

    def poll(self) -> int | None:
        """Its exit code, once it has ended."""
        self._nursery.listen(0)
        return self.code

    def wait(self, timeout: float = math.inf) -> int:
        until = time.monotonic() + timeout
        while self.code is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            self._nursery.listen(LOOK_SECONDS)
        return self.code

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        while self.pid is None:
            self._nursery.listen(LOOK_SECONDS)
        self._nursery.ask(do="signal", pid=self.pid, signal=int(number))


class Nursery:
    """A process that has imported a module and forks as often as it is asked to."""

    def __init__(self, module: str) -> None:
        self._socket, theirs = socket.socketpair()
        lock = os.open(os.devnull, os.O_RDONLY)  # of no data folder
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "deploy.nursery", str(theirs.fileno()), str(lock)],
                cwd=ROOT,
                pass_fds=(theirs.fileno(), lock),
                stdin=subprocess.DEVNULL,
            )
        os.close(lock)
        self._unread = b""
        self._asked: deque[Forked] = deque()
        self._processes: dict[int, Forked] = {}
        self.ask(do="import", modules=[*FOR_SERVICES, *DRIVERS, module])

    def fork(
        self, call: str, arguments: Sequence[str], env: Mapping[str, str], log: Path
    ) -> Forked:
        """Call `module:function` in a process of its own, as soon as the import is done."""
        self.ask(do="fork", call=call, arguments=list(arguments), env=dict(env), log=str(log))
        asked_for = Forked(self)
        self._asked.append(asked_for)
        return asked_for

    def ask(self, **request: Any) -> None:
        self._socket.settimeout(None)
        self._socket.sendall(json.dumps(request).encode() + b"\n")

    def listen(self, seconds: float) -> None:
        """Take in what is said within this time."""
        self._socket.settimeout(seconds)
        try:
            received = self._socket.recv(1 << 16)
        except (BlockingIOError, TimeoutError):
            return
        assert received, "the process that starts others has ended"
        *lines, self._unread = (self._unread + received).split(b"\n")
        for told in map(json.loads, lines):
            if told["said"] == "started":
                process = self._asked.popleft()
                process.pid = told["pid"]
                self._processes[told["pid"]] = process
            elif told["said"] == "ended":
                self._processes.pop(told["pid"]).code = told["code"]


@cache
def nursery_of(module: str) -> Nursery:
    """One for each worker and module; it ends with the worker, which closes the socket."""
    return Nursery(module)
