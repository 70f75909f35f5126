"""The processes that the nursery started: made, signalled and buried by their ids."""

import ctypes
import os
import signal
import sys
import time

PR_SET_PDEATHSIG = 1


class Children:
    """Only living children are signalled: an id is free for others once its end was collected."""

    def __init__(self) -> None:
        self._living: list[int] = []
        self._programs: set[int] = set()
        # Found before the fork: a child between fork and exec had better not load a library.
        self._prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None

    def fork(self) -> int:
        """Fork; in the child (0) everything is as in a process of its own."""
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        pid = os.fork()
        if pid:
            self._living.append(pid)
        else:
            self._stand_alone(parent)
        return pid

    def spawn(self, argv: list[str], log: str) -> int:
        """Start another program; its output goes to the log."""
        pid = self.fork()
        if pid:
            self._programs.add(pid)
            return pid
        try:
            output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.dup2(output, 1)
            os.dup2(output, 2)
            os.execv(argv[0], argv)  # noqa: S606 - our own command line
        finally:
            os._exit(127)

    def _stand_alone(self, parent: int) -> None:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.setsid()
        empty = os.open(os.devnull, os.O_RDONLY)
        os.dup2(empty, 0)
        os.close(empty)
        if self._prctl:
            # Where the nursery is killed it can end nobody: then the kernel does.
            self._prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)

    def send(self, pid: int, number: int) -> None:
        """Signal a child that lives."""
        if pid in self._living:
            os.kill(pid, number)

    def reap(self) -> list[tuple[int, int]]:
        """The ids and codes of those that ended since the last call."""
        ended = []
        for pid in list(self._living):
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                self._living.remove(pid)
                ended.append((pid, os.waitstatus_to_exitcode(status)))
        return ended

    def stop_all(self, seconds: float) -> None:
        """First the forks, which use the programs, then the programs: SIGTERM, then SIGKILL."""
        self._stop([pid for pid in reversed(self._living) if pid not in self._programs], seconds)
        self._stop(list(reversed(self._living)), seconds)

    def _stop(self, pids: list[int], seconds: float) -> None:
        for pid in pids:
            self.send(pid, signal.SIGTERM)
        until = time.monotonic() + seconds
        while any(pid in self._living for pid in pids) and time.monotonic() < until:
            time.sleep(0.02)
            self.reap()
        for pid in pids:
            self.send(pid, signal.SIGKILL)
        while any(pid in self._living for pid in pids):
            time.sleep(0.01)
            self.reap()
