"""One `up` from the start of the first process to the end of the last."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

from rich.console import Console

from deploy.address_table import table_of
from deploy.addresses import announce, withdraw
from deploy.keys import make_secrets
from deploy.nursery_client import Nurseries
from deploy.stack import Plan
from deploy.supervisor import Supervisor


async def live(plan: Plan, nurseries: Nurseries, stop: asyncio.Event) -> int:
    """Bring everything up, stay until told to stop, take everything down; answers the code."""
    console = Console()
    supervisor = Supervisor(plan, nurseries, lambda line: console.print(line, highlight=False))
    try:
        make_secrets(plan.secrets)
        code = await _until(stop, plan, supervisor, console)
        if nurseries.services.gone:
            console.print("The process that starts services has ended; everything stops.")
            return 1
        return code
    finally:
        withdraw(plan.data)
        with console.status("Stopping"):
            await supervisor.stop_all()
            await nurseries.close()


async def _until(stop: asyncio.Event, plan: Plan, supervisor: Supervisor, console: Console) -> int:
    with console.status("Starting"):
        if not await _unless(stop, supervisor.start()):
            return 0

    def tell() -> None:
        announce(replace(plan.addresses, pids=supervisor.pids), plan.data)

    supervisor.changed = tell
    tell()
    code = await _play(plan, supervisor, stop)
    if stop.is_set():
        return code
    console.print(table_of(plan.addresses))
    if plan.stay:
        console.print("Everything is up. Ctrl-C stops it.")
        await stop.wait()
    return code


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, Any]) -> bool:
    """Whether the work was finished before we were told to stop; raises what it raises."""
    task, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait((task, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not task.done():
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return False
    task.result()
    return True


async def _play(plan: Plan, supervisor: Supervisor, stop: asyncio.Event) -> int:
    """Play the scenario in a process of its own, so that Ctrl-C ends it wherever it is."""
    if plan.scenario is None:
        return 0
    arguments = (plan.scenario, str(plan.data.resolve()))
    playing = await supervisor.run_beside("deploy.scenario_process:play", arguments)
    if await _unless(stop, playing.wait()):
        return 0 if playing.code == 0 else 1
    await supervisor.stop(playing)
    return 0
