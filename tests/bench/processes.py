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


def python(module: str, *arguments: str, env: Mapping[str, str]) -> Process:
    """A Python module of this repository as a process of its own."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env})


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


def uss_mib(pid: int) -> float:
    """Memory that would be free if the process ended, children included."""
    total = 0
    for process in _family(pid):
        try:
            total += process.memory_full_info().uss
        except psutil.NoSuchProcess:
            continue
    return total / 2**20
