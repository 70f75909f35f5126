"""Starts processes fast: imports once what services have in common, then forks one per request.

Run as `python -m deploy.nursery SOCKET LOCK` by the supervisor, which talks JSON lines over that
socket. One thread only, since a fork copies no other. Everything started here dies with it, and it
dies with the supervisor, whose end closes the socket; the lock of the data folder is held here too,
so that nobody takes the folder before the last process has left it.
"""

import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from deploy.nursery_children import Children

Job = Callable[[], None]

STOP_SECONDS = 10


class Nursery:
    """What the supervisor asked for and what became of it."""

    def __init__(self, supervisor: socket.socket, lock: int) -> None:
        # Both came to us inheritable; a program started here must not hold them open.
        supervisor.set_inheritable(False)
        os.set_inheritable(lock, False)
        self._supervisor = supervisor
        self._lock = lock
        self._unread = b""
        self._closing = False
        self._wake_reader, self._wake_writer = os.pipe()
        os.set_blocking(self._wake_writer, False)
        self._children = Children()

    def serve(self) -> Job | None:
        """Answer requests until the supervisor is gone; in a forked child, answer its work."""
        signal.set_wakeup_fd(self._wake_writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for ignored in (signal.SIGINT, signal.SIGHUP):
            signal.signal(ignored, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, self._close)
        while True:
            listening: list[Any] = [self._supervisor, self._wake_reader]
            ready, _, _ = select.select(listening, [], [])
            if self._wake_reader in ready:
                os.read(self._wake_reader, 4096)
                self._tell_of_the_dead()
            if self._supervisor in ready:
                requests = self._requests()
                if requests is None:
                    self._children.stop_all(STOP_SECONDS)
                    return None
                for request in requests:
                    if not self._closing and (job := self._do(request)):
                        return job

    def _close(self, *_: object) -> None:
        """SIGTERM at us: as if the supervisor were gone, and what it still wanted is void."""
        self._closing = True
        with suppress(OSError):  # it is gone indeed
            self._supervisor.shutdown(socket.SHUT_RD)

    def _requests(self) -> list[dict[str, Any]] | None:
        try:
            received = self._supervisor.recv(1 << 16)
        except OSError:
            received = b""
        if not received:
            return None
        *lines, self._unread = (self._unread + received).split(b"\n")
        return [json.loads(line) for line in lines]

    def _do(self, request: dict[str, Any]) -> Job | None:
        match request.pop("do"):
            case "import":
                self._import(request["modules"])
            case "signal":
                self._children.send(request["pid"], request["signal"])
            case "spawn":
                pid = self._children.spawn(request["argv"], request["log"])
                self._tell(said="started", pid=pid)
            case "fork":
                return self._fork(request)
        return None

    def _import(self, modules: list[str]) -> None:
        gc.disable()  # collecting among what is only growing costs a tenth of the time
        for module in modules:
            if self._closing:
                return
            importlib.import_module(module)
        gc.enable()
        gc.freeze()  # a collection in a child would touch, and so copy, every shared page
        self._tell(said="imported")

    def _fork(self, request: dict[str, Any]) -> Job | None:
        pid = self._children.fork()
        if pid:
            self._tell(said="started", pid=pid)
            return None
        self._supervisor.close()
        for ours in (self._lock, self._wake_reader, self._wake_writer):
            os.close(ours)
        return job_of(request)

    def _tell_of_the_dead(self) -> None:
        for pid, code in self._children.reap():
            self._tell(said="ended", pid=pid, code=code)

    def _tell(self, **said: Any) -> None:
        with suppress(OSError):  # the supervisor is gone: the next read says so
            self._supervisor.sendall(json.dumps(said).encode() + b"\n")


def job_of(request: dict[str, Any]) -> Job:
    """Become what was asked for: own environment and log; answers the function to call."""
    os.environ.update(request["env"])
    if request["log"]:
        log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.close(log)
    module, _, name = request["call"].partition(":")
    sys.argv = [module, *request["arguments"]]
    return lambda: getattr(importlib.import_module(module), name)(*request["arguments"])


def main() -> None:
    supervisor, lock = (int(descriptor) for descriptor in sys.argv[1:])
    job = Nursery(socket.socket(fileno=supervisor), lock).serve()
    if job:
        job()


if __name__ == "__main__":
    main()
