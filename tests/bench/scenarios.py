"""What is measured: two sessions with an empty target, each giving a few named figures."""

import asyncio
import time
from dataclasses import dataclass

from tests.bench import load, observe, processes
from tests.bench.targets import SERVERS, NotSettled, Target, progress, settle, until_sent

LATENCY_RATE = 25.0  # POSTs a second; far below saturation, so that one is under way at a time
WARM_UP = 0.3  # seconds
STILL = 2.0  # seconds in which the memory of a target at rest falls no more
REST_LIMIT = 10.0  # seconds

Figures = dict[str, float]


@dataclass(frozen=True)
class Options:
    """How long and how hard."""

    seconds: float = 8.0
    connections: int = 64
    cases: tuple[int, ...] = (10_000, 1_000_000)
    events: int = 600_000
    only: frozenset[str] = frozenset()

    def wants(self, *figures: str) -> bool:
        return not self.only or bool(self.only.intersection(figures))


def _accepted(done: load.Load) -> int:
    """How many were accepted; any other answer spoils the figure and ends the bench."""
    refused = {status: n for status, n in done.statuses.items() if status not in (200, 201, 202)}
    if refused:
        raise NotSettled(f"not every POST was accepted: {refused}")
    return done.answered


def _memory(target: Target) -> dict[str, float]:
    return {name: processes.uss_mib(pid) for name, pid in target.pids().items()}


def _largest(memory: dict[str, float]) -> float:
    return max(mib for name, mib in memory.items() if name not in SERVERS)


async def _memory_at_rest(target: Target) -> dict[str, float]:
    """When none of its processes has given back a MiB for STILL seconds, or after REST_LIMIT."""
    found = _memory(target)
    still_since = began = time.monotonic()
    while time.monotonic() < min(still_since + STILL, began + REST_LIMIT):
        await asyncio.sleep(STILL / 8)
        now = _memory(target)
        if any(now[name] < mib - 1 for name, mib in found.items()):
            found, still_since = now, time.monotonic()
    return _memory(target)


async def _warm(target: Target) -> int:
    """Some complaints that are not measured, so that caches and pools are filled."""
    done = await load.closed_loop(target.url, target.request, connections=4, seconds=WARM_UP)
    _accepted(done)
    so_far = (await target.counts()).accepted
    await settle(target, so_far)
    return so_far


async def start(target: Target) -> Figures:
    """From nothing running to the first complaint in the statistics."""
    began = time.perf_counter()
    await target.start()
    answers = time.perf_counter() - began
    _accepted(await load.open_loop(target.url, target.request, rate=1, seconds=1))
    counted = await settle(target, 1) - began
    return {"start_s": counted, "start_http_s": answers}


async def latency(target: Target, options: Options) -> Figures:
    """At a low rate, from the POST to the moment when the statistics database shows it."""
    await _warm(target)
    seconds = max(options.seconds, 3.0)
    async with observe.Observer(target.statistics) as observer:
        done = await load.open_loop(
            target.url,
            target.request,
            rate=LATENCY_RATE,
            seconds=seconds,
            sent=observer.sent.append,
        )
    if len(observer.waits) != _accepted(done):
        raise NotSettled(f"{target.name}: {len(observer.waits)} of {done.answered} were counted")
    return {
        "latency_p50_ms": load.percentile(observer.waits, 50) * 1e3,
        "latency_p99_ms": load.percentile(observer.waits, 99) * 1e3,
        "latency_http_p50_ms": done.percentile_ms(50),
        "latency_http_p99_ms": done.percentile_ms(99),
    }


async def sustained(target: Target, options: Options) -> Figures:
    """Everything at once until all that was accepted is finished; also what each process cost."""
    before = await _warm(target)
    meter = processes.Meter(target.pids())
    done = await load.closed_loop(
        target.url, target.request, connections=options.connections, seconds=options.seconds
    )
    n = _accepted(done)
    ended = await settle(target, before + n)
    spent = meter.spent()
    others = max(0.0, meter.share(spent.pop("others")))
    cpu = {f"cpu_us_{name}": seconds / n * 1e6 for name, seconds in spent.items()}
    return {
        "sustained_per_s": n / (ended - done.started),
        "sustained_http_p50_ms": done.percentile_ms(50),
        "sustained_http_p99_ms": done.percentile_ms(99),
        "others_share": others,
        "cpu_us": sum(cpu.values()),
        **cpu,
    }


async def running(target: Target, options: Options) -> Figures:
    """Session one: start, idle memory, low rate, full load, memory again."""
    await target.fresh()
    figures = await start(target)
    idle = _memory(target)
    figures |= {"memory_idle_mib": _largest(idle)}
    if options.wants("latency"):
        figures |= await latency(target, options)
    if options.wants("sustained", "memory"):
        figures |= await sustained(target, options)
        memory = _memory(target)
        figures |= {"memory_mib": _largest(memory)}
        figures |= {f"memory_mib_{name}": mib for name, mib in memory.items()}
    return figures


async def backlog(target: Target, options: Options) -> Figures:
    """Session two: accept with the consumers off, let them loose on the backlog, hear again."""
    await target.fresh()
    await target.start(consumers=False)
    await load.closed_loop(target.url, target.request, connections=4, seconds=WARM_UP)
    done = await load.closed_loop(
        target.url, target.request, connections=options.connections, seconds=options.seconds
    )
    _accepted(done)
    figures = {
        "accepted_per_s": done.rate,
        "accepted_http_p50_ms": done.percentile_ms(50),
        "accepted_http_p99_ms": done.percentile_ms(99),
    }
    if options.wants("drain", "hear-again"):
        figures |= await _drain(target)
    if options.wants("hear-again"):
        figures |= await _hear_again(target)
    return figures


async def _drain(target: Target) -> Figures:
    """The rate from the first progress to the last: starting processes is no part of it."""
    await until_sent(target)
    waiting = (await target.counts()).accepted
    asked = time.perf_counter()
    await target.start_consumers()
    first = await progress(target.counted)
    began = time.perf_counter()
    ended = await settle(target, waiting)
    memory = _memory(target)
    at_rest = await _memory_at_rest(target)
    return {
        "drain_per_s": (waiting - first) / (ended - began),
        "drain_whole_per_s": waiting / (ended - asked),
        "drain_memory_mib": _largest(memory),
        **{f"drain_memory_mib_{name}": mib for name, mib in memory.items()},
        "rest_memory_mib": _largest(at_rest),
        **{f"rest_memory_mib_{name}": mib for name, mib in at_rest.items()},
    }


async def _hear_again(target: Target) -> Figures:
    """The statistics are forgotten and made again from the events that the broker keeps."""
    before = await target.counts()
    events = await target.forget_statistics()
    await target.read_again()
    first = await progress(target.heard)
    began = time.perf_counter()
    await progress(target.heard, events)
    rate = (events - first) / (time.perf_counter() - began)
    if await target.counts() != before:
        raise NotSettled(f"{target.name}: found {await target.counts()}, there were {before}")
    return {"hear_again_per_s": rate, "hear_again_events": events}
