"""`up` brings everything up, keeps it up, and leaves nothing behind."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from deploy.addresses import PARTS
from deploy.permissions import SERVICES
from deploy.probe import http_get
from tests.system.stack import first_free_port
from tests.waiting import until

pytestmark = pytest.mark.system

ROOT = Path(__file__).resolve().parents[3]
START_LIMIT = 60.0
STOP_LIMIT = 40.0


@dataclass
class Up:
    """A running `narahubung up`."""

    data: Path
    process: asyncio.subprocess.Process

    def told(self) -> dict[str, Any]:
        file = self.data / "run.json"
        return json.loads(file.read_text()) if file.exists() else {}

    def pids(self) -> dict[str, int]:
        pids: dict[str, int] = self.told().get("pids", {})
        return pids

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        if self.process.returncode is None:
            self.process.send_signal(how)
        return await asyncio.wait_for(self.process.wait(), STOP_LIMIT)

    def said(self) -> str:
        return (self.data.parent / "up.log").read_text()


@asynccontextmanager
async def up(folder: Path, *words: str) -> AsyncIterator[Up]:
    """Start it and wait until it says that it is ready."""
    data, log = folder / "data", (folder / "up.log").open("ab")
    ports = ("--ports-from", str(first_free_port()))
    command = (sys.executable, "-m", "deploy", "up", "--data", str(data), *ports, *words)
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=log, stderr=log)
    log.close()
    running = Up(data, process)
    try:
        yield running
    finally:
        await running.stop()


async def true(question: Callable[[], Any], limit: float = START_LIMIT) -> Any:
    async def answer() -> Any:
        return question()

    return await until(answer, limit)


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


async def ready(url: str) -> bool:
    try:
        return (await http_get(f"{url}/health/ready"))[0] == 200
    except OSError:
        return False


async def test_all_is_ready_and_nothing_is_left_after_sigterm(tmp_path: Path) -> None:
    async with up(tmp_path, "--no-scenario") as running:
        told = await true(running.told)
        for name in (*SERVICES, "mails"):
            assert await ready(told[name]), name
        pids = running.pids()
        assert set(pids) == set(PARTS) - {"smtp"}
        assert len(set(pids.values())) == len(pids)
        assert await running.stop() == 0
    await true(lambda: not any(alive(pid) for pid in pids.values()))
    assert not (running.data / "run.json").exists()
    assert "Traceback" not in running.said()


async def test_the_status_of_a_running_stack_is_good(tmp_path: Path) -> None:
    async with up(tmp_path, "--no-scenario") as running:
        await true(running.told)
        asking = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "deploy", "status", "--data", str(running.data), "--json"),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        answer, _ = await asking.communicate()
    found = json.loads(answer)
    assert found["healthy"]
    assert {service["state"] for service in found["services"].values()} == {"ready"}
    assert found["dead"] == {}
    assert asking.returncode == 0


@pytest.mark.parametrize("name", ["intake", "nats", "mails"])
async def test_what_dies_is_started_again_and_said_in_one_line(tmp_path: Path, name: str) -> None:
    async with up(tmp_path, "--no-scenario") as running:
        told = await true(running.told)
        before = running.pids()
        os.kill(before[name], signal.SIGKILL)
        await true(lambda: running.pids().get(name) not in (before[name], None))
        for service in SERVICES:
            await until(lambda service=service: ready(told[service]), START_LIMIT)  # type: ignore[misc]
        after = running.pids()
        assert {part for part in after if after[part] != before[part]} == {name}
    line = f"{name} ended (killed by SIGKILL); it starts again in 0.5 s"
    assert running.said().count(line) == 1


async def test_an_interrupted_start_leaves_nothing(tmp_path: Path) -> None:
    async with up(tmp_path, "--no-scenario") as running:
        await true(lambda: (running.data / "lock").exists())
        children = await true(lambda: psutil.Process(running.process.pid).children(recursive=True))
        assert await running.stop(signal.SIGINT) == 0
    await true(lambda: not any(alive(child.pid) for child in children))
    assert "Traceback" not in running.said()


async def test_all_ends_with_an_up_that_was_killed(tmp_path: Path) -> None:
    async with up(tmp_path, "--no-scenario") as running:
        await true(running.told)
        pids = running.pids()
        await running.stop(signal.SIGKILL)
        await true(lambda: not any(alive(pid) for pid in pids.values()))


async def test_a_second_start_finds_its_secrets_and_a_scenario_that_is_none_is_said(
    tmp_path: Path,
) -> None:
    async with up(tmp_path, "--no-scenario", "--exit") as running:
        assert await asyncio.wait_for(running.process.wait(), START_LIMIT) == 0
    secret = (running.data / "secrets" / "staff.token").read_text()
    async with up(tmp_path, "--scenario", "no-such-scenario", "--exit") as running:
        assert await asyncio.wait_for(running.process.wait(), START_LIMIT) == 1
    assert (running.data / "secrets" / "staff.token").read_text() == secret
    assert "no-such-scenario" in running.said()
    assert "Traceback" not in running.said()
