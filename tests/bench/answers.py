"""How long the statistics take to answer, with few cases and with many: the third session."""

from tests.bench import load
from tests.bench.scenarios import Figures, Options
from tests.bench.targets import NotSettled, Target

SMALL = 10_000
MANY = 16  # connections, for the figures of a busy day


async def _ask(target: Target, seconds: float, connections: int) -> load.Load:
    request = load.get(target.answer_url, {})
    done = await load.closed_loop(
        target.answer_url, lambda: request, connections=connections, seconds=seconds
    )
    if set(done.statuses) != {200}:
        raise NotSettled(f"{target.name}: {target.answer_url} answers {dict(done.statuses)}")
    return done


async def answers(target: Target, options: Options) -> Figures:
    """Nothing but the answering service runs, and what it needs."""
    await target.fresh()
    figures: Figures = {}
    for size, cases in (("small", SMALL), ("large", options.cases)):
        figures |= await target.hold(cases)
        await _ask(target, 0.5, 1)  # the first answers are not those of a running service
        for connections in (1, MANY):
            done = await _ask(target, options.seconds / 2, connections)
            many = "" if connections == 1 else f"_{connections}"
            figures[f"answer{many}_p50_ms_{size}"] = done.percentile_ms(50)
            figures[f"answer{many}_p99_ms_{size}"] = done.percentile_ms(99)
    figures["answer_growth"] = figures["answer_p99_ms_large"] / figures["answer_p99_ms_small"]
    return figures
