"""Turns the rounds into a table with paired ratios and bars, and into a results file."""

import json
import statistics
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from shared import clock
from tests.bench import machine
from tests.bench.bars import BARS, Bar
from tests.bench.scenarios import Figures, Options

FLOOR = "floor"
NONE = "–"
QUIET = 0.1  # share of the machine that others may take before absolute figures mean little
RESULTS = Path(__file__).parent / "results"

Round = dict[str, Figures]  # by the target's name


def values(rounds: Iterable[Round], target: str, figure: str) -> list[float]:
    return [r[target][figure] for r in rounds if figure in r.get(target, {})]


def ratios(rounds: Iterable[Round], target: str, figure: str) -> list[float]:
    """Target over floor, each pair from one round: what disturbs a round disturbs both."""
    return [
        r[target][figure] / r[FLOOR][figure]
        for r in rounds
        if figure in r.get(target, {}) and r.get(FLOOR, {}).get(figure)
    ]


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _median(found: list[float]) -> str:
    return _number(statistics.median(found)) if found else NONE


def _spread(found: list[float]) -> str:
    if len(found) < 2:
        return _median(found)
    return f"{_median(found)} ({min(found):.2f}..{max(found):.2f})"


def verdict(bar: Bar, value: float) -> str:
    if bar.holds(value, bar.goal):
        return "goal"
    return {True: "first bar", False: "MISSED", None: ""}[bar.holds(value, bar.first)]


def _wanted(bar: Bar) -> str:
    sign = "≥" if bar.better == "more" else "≤"
    unit = "× floor" if bar.against == FLOOR else ""
    parts = [f"{sign} {_number(b)}" for b in (bar.first, bar.goal) if b is not None]
    return " / ".join(parts) + f" {unit}" if parts else ""


def _judged(rounds: list[Round], target: str, bar: Bar) -> list[float]:
    of = ratios if bar.against == FLOOR else values
    return of(rounds, target, bar.figure)


def table(rounds: list[Round], targets: list[str]) -> Table:
    """One row for each bar and product, beside what the floor did in the same rounds."""
    made = Table(title="medians of the rounds; ratios pair by pair", box=box.SIMPLE_HEAD)
    for heading in ("figure", FLOOR, "product", "", "ratio", "first bar / goal", "verdict"):
        made.add_column(heading)
    for bar in BARS:
        floor = _median(values(rounds, FLOOR, bar.figure))
        for target in [name for name in targets if name != FLOOR] or [""]:
            found = values(rounds, target, bar.figure)
            if not found and (target or floor == NONE):
                continue
            judged = _judged(rounds, target, bar)
            said = verdict(bar, statistics.median(judged)) if judged else ""
            paired = _spread(ratios(rounds, target, bar.figure))
            made.add_row(bar.title, floor, _median(found), target, paired, _wanted(bar), said)
    return made


def write(rounds: list[Round], targets: list[str], options: Options) -> Path:
    """Every round's figures, with what is needed to compare them with another day's."""
    at = clock.now()
    summary: list[dict[str, Any]] = []
    for bar in BARS:
        for target in targets:
            judged = _judged(rounds, target, bar)
            if target != FLOOR and judged:
                value = statistics.median(judged)
                judgement = {"target": target, "value": value, "verdict": verdict(bar, value)}
                summary.append({**asdict(bar), **judgement})
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{at:%Y-%m-%dT%H%M}.json"
    content = {
        "measured_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "options": {**asdict(options), "only": sorted(options.only)},
        "machine": machine.description(),
        "versions": machine.versions(),
        "targets": targets,
        "summary": summary,
        "rounds": [
            {
                name: {k: float(f"{v:.5g}") for k, v in figures.items()}
                for name, figures in r.items()
            }
            for r in rounds
        ],
    }
    path.write_text(json.dumps(content, indent=1, default=str) + "\n")
    return path


def show(rounds: list[Round], targets: list[str], console: Console) -> None:
    """The table, and a warning if the machine was not ours."""
    console.print(table(rounds, targets))
    shares = [share for target in targets for share in values(rounds, target, "others_share")]
    if shares and max(shares) > QUIET:
        console.print(
            f"Others took up to {max(shares):.0%} of the machine: trust the ratios, not the values."
        )
