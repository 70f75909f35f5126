"""`up` brings everything up, keeps it up, and leaves nothing behind."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from deploy.addresses import PARTS
from deploy.permissions import SERVICES
from deploy.probe import is_ready
from tests.system.forked import ROOT
from tests.system.running import START_LIMIT, Up, all_gone, true, up
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("up")]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    with up(tmp_path_factory.mktemp("up"), "--no-scenario") as started:
        yield started


async def test_everything_is_ready_once_the_addresses_are_told(running: Up) -> None:
    told = await true(running.told)
    for name in (*SERVICES, "mails"):
        assert await is_ready(told[name]), name
    pids = running.pids()
    assert set(pids) == set(PARTS) - {"smtp"}
    assert len(set(pids.values())) == len(pids)


async def test_its_status_is_good(running: Up) -> None:
    await true(running.told)
    command = (sys.executable, "-m", "deploy", "status", "--data", str(running.data), "--json")
    asked = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, capture_output=True)
    found = json.loads(asked.stdout)
    assert {service["state"] for service in found["services"].values()} == {"ready"}
    assert found["healthy"]
    assert found["dead"] == {}
    assert asked.returncode == 0


@pytest.mark.parametrize("name", ["intake", "nats", "mails"])
async def test_what_dies_is_started_again_and_said_in_one_line(running: Up, name: str) -> None:
    told = await true(running.told)
    before = running.pids()
    os.kill(before[name], signal.SIGKILL)
    await true(lambda: running.pids().get(name) not in (before[name], None))
    for part in (*SERVICES, "mails"):
        address: str = told[part]

        async def answers(address: str = address) -> bool:
            return await is_ready(address)

        await until(answers, START_LIMIT)
    after = running.pids()
    assert {part for part in after if after[part] != before[part]} == {name}
    line = f"{name} ended (killed by SIGKILL); it starts again in 0.5 s"
    assert running.said().count(line) == 1


async def test_nothing_is_left_after_sigterm(running: Up) -> None:
    await true(running.told)
    pids = list(running.pids().values())
    assert running.stop() == 0
    await all_gone(pids)
    assert running.told() == {}
    assert "Traceback" not in running.said()


async def test_an_interrupted_start_leaves_nothing(tmp_path: Path) -> None:
    with up(tmp_path, "--no-scenario") as begun:
        own = psutil.Process(begun.process.pid)
        children = await true(lambda: own.children(recursive=True))
        assert begun.stop(signal.SIGINT) == 0
    await all_gone([child.pid for child in children])
    assert "Traceback" not in begun.said()


async def test_all_ends_with_an_up_that_was_killed(tmp_path: Path) -> None:
    with up(tmp_path, "--no-scenario") as begun:
        await true(begun.told)
        pids = list(begun.pids().values())
        begun.stop(signal.SIGKILL)
        await all_gone(pids)
    secret = begun.data / "secrets" / "tokens.key"
    kept = secret.read_text()

    with up(tmp_path, "--scenario", "no-such-scenario", "--exit") as again:
        assert again.process.wait(START_LIMIT) == 1
    assert secret.read_text() == kept
    assert "no-such-scenario" in again.said()
    assert "Traceback" not in again.said()
