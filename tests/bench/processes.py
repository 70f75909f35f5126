"""Starts the measured processes, stops them by pid and reads what they cost."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
STOP_LIMIT = 20.0  # seconds until a process that ignores SIGTERM is killed

Process = subprocess.Popen[bytes]


def python(module: str, *arguments: str, env: Mapping[str, str], log: Path) -> Process:
    """A Python module of this repository as a process of its own, its output in a file."""
    command = [sys.executable, "-m", module, *arguments]
    with log.open("ab") as output:
        return subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **env}, stdout=output, stderr=output
        )


def stop(processes: Sequence[Process]) -> None:
    """All are asked at once, then waited for."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + STOP_LIMIT
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _family(pid: int) -> Iterator[psutil.Process]:
    try:
        parent = psutil.Process(pid)
        yield parent
        yield from parent.children(recursive=True)
    except psutil.NoSuchProcess:
        return


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its children."""
    seconds = 0.0
    for process in _family(pid):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        seconds += times.user + times.system
    return seconds


class Meter:
    """What the named processes, and whoever else is on the machine, cost from now on."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self.pids = dict(pids)
        self.began = time.perf_counter()
        self.before = self._seconds()

    def spent(self) -> dict[str, float]:
        """CPU seconds by name, "others" being none of ours; stolen time counts as theirs."""
        return {name: after - self.before[name] for name, after in self._seconds().items()}

    def share(self, seconds: float) -> float:
        """Of what the machine could have given since the beginning."""
        return seconds / (time.perf_counter() - self.began) / (psutil.cpu_count() or 1)

    def _seconds(self) -> dict[str, float]:
        times = psutil.cpu_times()
        idle = ("idle", "iowait", "guest", "guest_nice")  # guests are in user time already
        busy = sum(times) - sum(getattr(times, name, 0.0) for name in idle)
        ours = {name: cpu_seconds(pid) for name, pid in self.pids.items()}
        ours["generator"] = time.process_time()
        return {**ours, "others": busy - sum(ours.values())}


def uss_mib(pid: int) -> float:
    """Memory that would be free if the process ended, children included."""
    total = 0
    for process in _family(pid):
        try:
            total += process.memory_full_info().uss
        except psutil.NoSuchProcess:
            continue
    return total / 2**20
