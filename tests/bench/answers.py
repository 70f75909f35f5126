"""How long the statistics take to answer, each question, with few cases and with many."""

import math
import statistics
from collections.abc import Iterable, Sequence

from rich import box
from rich.table import Table

from tests.bench import load
from tests.bench.asked import ASKED, MAIN, PAPER
from tests.bench.product.target import Product
from tests.bench.scenarios import Figures, Options
from tests.bench.targets import NotSettled, Target

MANY = 16  # connections, for the figures of a busy day
WARM_UP = 0.3  # seconds: the first answers are not those of a running service
SHARE = 8  # of the seconds of a load, for each of many questions
ANEW = 5  # times that something was counted since a question was last asked
AT_ONCE = 0.001  # seconds of a load that is one question


async def _ask(target: Target, url: str, seconds: float, connections: int = 1) -> load.Load:
    request = load.get(url, {})
    done = await load.closed_loop(url, lambda: request, connections=connections, seconds=seconds)
    if set(done.statuses) != {200}:
        raise NotSettled(f"{target.name}: {url} answers {dict(done.statuses)}")
    return done


async def answers(target: Target, options: Options) -> Figures:
    """Nothing but the answering service runs, and what it needs."""
    await target.fresh()
    figures: Figures = {}
    for cases in sorted(options.cases):
        figures |= await target.hold(cases)
        figures |= await _main(target, options.seconds / 2, cases)
        if isinstance(target, Product):
            figures |= await _every(target, options.seconds / SHARE, cases)
            paper = await _ask(target, target.plan.addresses.metrics + PAPER, WARM_UP)
            figures |= {f"paper_s_{cases}": max(paper.waits), "paper_s": max(paper.waits)}
    return {**figures, **_worst(figures, sorted(options.cases))}


async def _main(target: Target, seconds: float, cases: int) -> Figures:
    """One question, which floor and product answer alike."""
    figures: Figures = {}
    await _ask(target, target.answer_url, WARM_UP)
    for connections, many in ((1, ""), (MANY, f"_{MANY}")):
        done = await _ask(target, target.answer_url, seconds, connections)
        figures[f"answer{many}_p50_ms_{cases}"] = done.percentile_ms(50)
        figures[f"answer{many}_p99_ms_{cases}"] = done.percentile_ms(99)
    return figures


async def _every(target: Product, seconds: float, cases: int) -> Figures:
    figures: Figures = {}
    for name, path in ASKED.items():
        url = target.plan.addresses.metrics + path
        await _ask(target, url, WARM_UP)
        done = await _ask(target, url, seconds)
        figures[_named(name, 50, cases)] = done.percentile_ms(50)
        figures[_named(name, 99, cases)] = done.percentile_ms(99)
        figures[_anew(name, cases)] = await _ask_anew(target, url)
    return figures


async def _ask_anew(target: Product, url: str) -> float:
    """The median of what an answer takes that nobody was given before, in milliseconds."""
    waits = []
    for _ in range(ANEW):
        await target.count_something()
        waits.append((await _ask(target, url, AT_ONCE)).waits[0])
    return statistics.median(waits) * 1e3


def _anew(question: str, cases: int) -> str:
    return f"answer anew ms, {question}, {cases}"


def _named(question: str, percent: int, cases: int) -> str:
    return f"answer p{percent} ms, {question}, {cases}"


def _worst(figures: Figures, sizes: Sequence[int]) -> Figures:
    """The slowest answer, and the one that grows most with the cases."""
    slowest = [figures.get(_named(name, 99, size), 0.0) for name in ASKED for size in sizes]
    growths = [growth for name in ASKED if (growth := _growth(figures, name, sizes))]
    return {
        **({"answers_p99_ms": max(slowest)} if any(slowest) else {}),
        **({"answers_growth": max(growths)} if growths else {}),
        **_of_anew(figures, sizes),
        **_of_main(figures, sizes),
    }


def _of_anew(figures: Figures, sizes: Sequence[int]) -> Figures:
    """Of what is answered first after something was counted: usual, slowest, growing most."""
    fewest, most = sizes[0], sizes[-1]
    small = [figures.get(_anew(one, fewest), 0.0) for one in ASKED]
    large = [figures.get(_anew(one, most), 0.0) for one in ASKED]
    if not any(large):
        return {}
    return {
        "answers_anew_ms": statistics.median(large),
        "answers_anew_max_ms": max(large),
        "answers_anew_growth": max(many / few for few, many in zip(small, large, strict=True)),
    }


def _of_main(figures: Figures, sizes: Sequence[int]) -> Figures:
    small, large = (figures[f"answer_p99_ms_{size}"] for size in (sizes[0], sizes[-1]))
    return {
        "answer_p99_ms_small": small,
        "answer_p99_ms_large": large,
        "answer_growth": large / small,
    }


def _growth(figures: Figures, question: str, sizes: Sequence[int]) -> float:
    """The p99 with most cases over that with fewest."""
    small, large = (figures.get(_named(question, 99, size), 0.0) for size in (sizes[0], sizes[-1]))
    return large / small if small else 0.0


def table(figures: Figures, floor: Figures, target: str, sizes: Sequence[int]) -> Table:
    """A row for each question: p50/p99 by the number of cases, beside an answer from memory, and
    what the first takes after something was counted."""
    made = Table(title=f"answers of {target}: p50 / p99 in ms", box=box.SIMPLE_HEAD)
    made.add_column("question")
    for size in sizes:
        made.add_column(f"{size:,} cases", justify="right")
    made.add_column("p99 to memory", justify="right")
    made.add_column("p99 grows", justify="right")
    for size in (sizes[0], sizes[-1]):
        made.add_column(f"anew, {size:,}", justify="right")
    memory = floor.get(f"answer_p99_ms_{sizes[-1]}", math.nan)
    for name in ASKED:
        p99 = figures[_named(name, 99, sizes[-1])]
        told = [
            f"{figures[_named(name, 50, n)]:.2f} / {figures[_named(name, 99, n)]:.2f}"
            for n in sizes
        ]
        anew = [f"{figures[_anew(name, n)]:.1f}" for n in (sizes[0], sizes[-1])]
        growth = f"{_growth(figures, name, sizes):.2f}"
        made.add_row(name, *told, f"{p99 / memory:.1f}", growth, *anew)
    return made


def measured(rounds: Iterable[dict[str, Figures]], target: str) -> Figures:
    """What the round found that asked every question; nothing, if none did."""
    asked = _named(MAIN, 99, 0).removesuffix("0")
    for one in rounds:
        if any(name.startswith(asked) for name in one.get(target, {})):
            return one[target]
    return {}
