"""Statistics from a long history: heard from the streams, and made anew beside that service."""

import asyncio
import json
import os
import sys
import time

from tests.bench.processes import ROOT
from tests.bench.product.target import Product
from tests.bench.scenarios import Figures, Options
from tests.bench.targets import NotSettled, Target

EVENTS_A_CASE = 2.85


async def remaking(target: Target, options: Options) -> Figures:
    """Nothing but metrics runs, and what it needs; the floor has nothing like it."""
    if not isinstance(target, Product):
        return {}
    await target.fresh()
    heard = await target.hear_history(round(options.events / EVENTS_A_CASE))
    before = await target.counted()
    began = time.perf_counter()
    told = await _command(target)
    seconds = time.perf_counter() - began
    if told["unreadable"] or await target.counted() != before:
        raise NotSettled(f"{target.name}: {told}, {await target.counted()} cases of {before}")
    return {
        **heard,
        "rebuild_per_s": told["events"] / told["seconds"],
        "rebuild_events": told["events"],
        "rebuild_whole_per_s": told["events"] / seconds,
    }


async def _command(target: Product) -> dict[str, float]:
    """`narahubung metrics rebuild`, as an operator gives it."""
    plan = target.plan
    environment = {
        **os.environ,
        "METRICS_DATABASE_URL": plan.database_url("metrics"),
        "NARAHUBUNG_NATS": plan.nats.url,
        "NARAHUBUNG_SECRETS": str(plan.secrets),
    }
    command = (sys.executable, "-m", "deploy", "metrics", "rebuild", "--json")
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise NotSettled(f"{target.name}: the rebuilding ended with {process.returncode}")
    told: dict[str, float] = json.loads(said)
    return told
