"""Processes are forked from one that has imported everything, and none outlives it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from deploy.nursery_client import Nursery, open_nursery
from deploy.refusal import StartRefused
from tests.waiting import until

HERE = "tests.unit.deploy.children"


@pytest.fixture
async def nursery(tmp_path: Path) -> AsyncIterator[Nursery]:
    lock = os.open(tmp_path / "lock", os.O_CREAT | os.O_RDWR)
    opened = await open_nursery(lock)
    os.close(lock)
    yield opened
    await opened.close()


def pid_now(path: Path) -> int:
    return int(path.read_text() or 0) if path.exists() else 0


async def pid_in(path: Path) -> int:
    """The process id that a child writes."""

    async def written() -> int:
        return pid_now(path)

    return await until(written)


async def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


async def test_each_fork_is_a_session_of_its_own_with_ids_of_its_own(
    nursery: Nursery, tmp_path: Path
) -> None:
    await nursery.prepare(["shared.ids"])
    files = [tmp_path / f"{place}" for place in range(4)]
    forked = [await nursery.fork(f"{HERE}:write_ids", [str(file)]) for file in files]
    assert [await process.wait() for process in forked] == [0, 0, 0, 0]
    lines = [file.read_text().splitlines() for file in files]
    assert {line[-1] for line in lines} == {"True"}
    assert len({an_id for line in lines for an_id in line[:-1]}) == 12


async def test_a_fork_has_its_own_environment_and_log(nursery: Nursery, tmp_path: Path) -> None:
    log = tmp_path / "a log"
    process = await nursery.fork(f"{HERE}:say", ["good"], env={"A_WORD": "day"}, log=log)
    assert await process.wait() == 0
    assert sorted(log.read_text().splitlines()) == ["good day", "to the other"]


async def test_a_failing_fork_leaves_a_trace_and_a_code(nursery: Nursery, tmp_path: Path) -> None:
    log = tmp_path / "log"
    process = await nursery.fork(f"{HERE}:fail", log=log)
    assert await process.wait() == 1
    assert "RuntimeError: as it was told" in log.read_text()


async def test_a_program_is_started_beside_the_forks(nursery: Nursery, tmp_path: Path) -> None:
    log = tmp_path / "log"
    process = await nursery.spawn([sys.executable, "-c", "print('a program')"], log)
    assert await process.wait() == 0
    assert log.read_text() == "a program\n"
    missing = await nursery.spawn(["/no/such/program"], log)
    assert await missing.wait() == 127


async def test_a_signal_reaches_a_living_process_only(nursery: Nursery, tmp_path: Path) -> None:
    process = await nursery.fork(f"{HERE}:stay", [str(tmp_path / "pid")])
    await pid_in(tmp_path / "pid")
    await nursery.signal(process, signal.SIGKILL)
    assert await process.wait() == -signal.SIGKILL
    await nursery.signal(process, signal.SIGKILL)
    assert not nursery.gone


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_all_die_with_the_nursery(
    nursery: Nursery, tmp_path: Path, how: signal.Signals
) -> None:
    told: list[bool] = []
    nursery.when_gone(lambda: told.append(True))
    process = await nursery.fork(f"{HERE}:stay", [str(tmp_path / "pid")])
    child = await pid_in(tmp_path / "pid")
    os.kill(psutil.Process(child).ppid(), how)
    assert await asyncio.wait_for(process.wait(), 15) < 0
    await until(lambda: is_gone(child))
    assert told == [True]
    with pytest.raises(StartRefused):
        await nursery.fork(f"{HERE}:stay", [str(tmp_path / "pid")])


async def test_all_die_with_a_supervisor_that_was_killed(tmp_path: Path) -> None:
    program = (
        "import asyncio, os, sys\n"
        "from deploy.nursery_client import open_nursery\n"
        "async def main():\n"
        "    nursery = await open_nursery(os.open(os.devnull, os.O_RDONLY))\n"
        f"    await nursery.fork('{HERE}:stay', [sys.argv[1]])\n"
        "    await asyncio.sleep(600)\n"
        "asyncio.run(main())\n"
    )
    supervisor = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, str(tmp_path / "pid")
    )
    child = await pid_in(tmp_path / "pid")
    supervisor.kill()
    await supervisor.wait()
    await until(lambda: is_gone(child))
