"""The supervisor's side of the nursery: ask for processes, learn of their end."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.refusal import StartRefused


@dataclass(frozen=True)
class Process:
    """A process that we asked for."""

    pid: int
    _end: asyncio.Future[int]

    @property
    def code(self) -> int | None:
        """Its exit code, once it has ended."""
        return self._end.result() if self._end.done() else None

    async def wait(self) -> int:
        """Its exit code; who gives up waiting takes the end from nobody else who waits."""
        return await asyncio.shield(self._end)

    def has_ended(self, code: int) -> None:
        """Tell those who wait."""
        self._end.set_result(code)


class Nursery:
    """The connection to one nursery; answers come in the order of the requests."""

    def __init__(self, child: asyncio.subprocess.Process, ours: socket.socket) -> None:
        self._child = child
        self._socket = ours
        self._asked: deque[asyncio.Future[Process]] = deque()
        self._processes: dict[int, Process] = {}
        self._loop = asyncio.get_running_loop()
        self._listening = self._loop.create_task(self._listen())
        self._tell_gone: Callable[[], None] = lambda: None
        self.gone = False
        """The nursery itself has ended, and with it all that it started."""

    def when_gone(self, call: Callable[[], None]) -> None:
        """Whom to tell when the nursery ends although nobody closed it."""
        self._tell_gone = call

    async def prepare(self, modules: Sequence[str]) -> None:
        """Import modules there; later requests wait in line for it."""
        await self._ask(do="import", modules=list(modules))

    async def spawn(self, argv: Sequence[str], log: Path) -> Process:
        """Start a program."""
        return await self._started(do="spawn", argv=list(argv), log=str(log))

    async def fork(
        self,
        call: str,
        arguments: Sequence[str] = (),
        *,
        env: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> Process:
        """Call `module:function` in a process of its own; without a log it writes where we do."""
        return await self._started(
            do="fork",
            call=call,
            arguments=list(arguments),
            env=dict(env or {}),
            log=str(log) if log else None,
        )

    async def signal(self, process: Process, number: signal.Signals) -> None:
        """Signal a process that we asked for; one that has ended gets nothing."""
        if not self.gone:
            await self._ask(do="signal", pid=process.pid, signal=int(number))

    async def close(self) -> None:
        """End the nursery and whatever still lives in it; it may have been ended already."""
        self._tell_gone = lambda: None
        if self._child.returncode is None:
            self._child.terminate()  # it may be importing: then it need not do what it was asked
        await self._child.wait()
        self._listening.cancel()
        self._socket.close()

    async def _ask(self, **request: Any) -> None:
        try:
            await self._loop.sock_sendall(self._socket, json.dumps(request).encode() + b"\n")
        except OSError:
            self._lost()

    async def _started(self, **request: Any) -> Process:
        answer: asyncio.Future[Process] = self._loop.create_future()
        self._asked.append(answer)
        if self.gone:
            self._lost()
        else:
            await self._ask(**request)
        return await answer

    async def _listen(self) -> None:
        unread = b""
        try:
            while received := await self._loop.sock_recv(self._socket, 1 << 16):
                *lines, unread = (unread + received).split(b"\n")
                for line in lines:
                    self._hear(json.loads(line))
        except OSError:
            pass  # the same as an end of the stream
        self._lost()

    def _hear(self, said: dict[str, Any]) -> None:
        if said["said"] == "started":
            process = Process(said["pid"], self._loop.create_future())
            self._processes[process.pid] = process
            answer = self._asked.popleft()
            if not answer.done():
                answer.set_result(process)
        elif said["said"] == "ended":
            self._processes.pop(said["pid"]).has_ended(said["code"])

    def _lost(self) -> None:
        self.gone = True
        self._tell_gone()
        for answer in self._asked:
            if not answer.done():
                answer.set_exception(StartRefused("the process that starts services has ended"))
        self._asked.clear()
        for process in self._processes.values():
            process.has_ended(-signal.SIGKILL)
        self._processes.clear()


@dataclass(frozen=True)
class Nurseries:
    """One for what stays, and one for the migrations before it, so that neither waits."""

    services: Nursery
    migrations: Nursery

    async def close(self) -> None:
        """End both and whatever still lives in them."""
        await self.services.close()
        await self.migrations.close()


def _module_path() -> str:
    """Where this package is, for a command line that is not installed."""
    root = str(Path(__file__).resolve().parent.parent)
    inherited = os.environ.get("PYTHONPATH")
    return f"{root}{os.pathsep}{inherited}" if inherited else root


async def open_nursery(lock: int) -> Nursery:
    """Start the nursery; `lock` is a descriptor that it keeps open for as long as it lives."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    with theirs:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "deploy.nursery", str(theirs.fileno()), str(lock)),
            pass_fds=(theirs.fileno(), lock),
            stdin=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # the terminal's Ctrl-C is the supervisor's to answer
            env={**os.environ, "PYTHONPATH": _module_path()},
        )
    return Nursery(child, ours)
