"""One replay from the first row to the statistics, with its progress and its summary."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from deploy.addresses import Addresses
from deploy.bars import bars
from deploy.client import Client, connected
from deploy.replay import figures
from deploy.replay.complaints import Complaint, complaint_of
from deploy.replay.figures import Figures, Period
from deploy.replay.journey import Counts, Journey, travel
from deploy.replay.mapping import Mapping
from deploy.replay.report import reporting
from deploy.replay.table import BadRow, Row, read_rows
from deploy.waiting import Counted, until_counted


@dataclass(frozen=True)
class Result:
    """What a replay did and what the statistics say afterwards."""

    counts: Counts
    sent_seconds: float
    counted_seconds: float
    complete: bool
    """Whether every case was opened and the statistics know of everything."""
    report: Path
    figures: Figures | None

    def as_json(self) -> dict[str, Any]:
        counts = self.counts
        return {
            "complete": self.complete,
            "rows": counts.rows,
            "refused": counts.refused,
            "filed": counts.filed,
            "known_before": counts.known,
            "closed": counts.closed,
            "closed_before": counts.closed_before,
            "closings_refused": counts.closing_refused,
            "sent_seconds": round(self.sent_seconds, 2),
            "counted_seconds": round(self.counted_seconds, 2),
            "rows_per_second": self.rate,
            "report": str(self.report),
            "figures": self.figures.as_json() if self.figures else None,
        }

    @property
    def rate(self) -> float:
        """Rows a second until the statistics had everything."""
        return round(self.counts.rows / self.counted_seconds, 1) if self.counted_seconds else 0.0


async def replay(
    addresses: Addresses, path: Path, mapping: Mapping, report: Path, console: Console
) -> Result:
    """Send an export through a running installation; repeating it doubles nothing."""
    began = time.monotonic()
    with bars(console, 9) as progress, reporting(report) as refusals:
        rows = progress.add_task("rows", total=_lines(path) - 1)
        closings = progress.add_task("closings", total=0)
        known = 0

        def tell_closing(settled: int, more: int) -> None:
            nonlocal known
            known += more
            progress.update(closings, advance=settled, total=known)

        async with connected(addresses, mapping.office) as client:
            journey = Journey(client, refusals, lambda n: progress.advance(rows, n), tell_closing)
            counts = journey.counts
            await travel(journey, _read(path, mapping))
            progress.update(rows, total=counts.rows)
            sent = time.monotonic() - began
            complete, found = await _count(client, mapping, counts, progress)
    complete = complete and not counts.unfinished
    return Result(counts, sent, time.monotonic() - began, complete, report, found)


async def _count(
    client: Client, mapping: Mapping, counts: Counts, progress: Progress
) -> tuple[bool, Figures | None]:
    """Wait for the statistics, then ask them."""
    period = figures.period_of(counts, mapping)
    if period is None:
        return True, None
    wanted = {"received": counts.here, "opened": counts.here, "ended": counts.closed_here}
    counted = progress.add_task("counted", total=sum(wanted.values()))

    async def known(of: Period = period) -> Counted:
        return await figures.known(client, mapping, of)

    complete = await until_counted(known, wanted, lambda n: progress.update(counted, completed=n))
    return complete, await figures.ask_figures(client, mapping, period)


def _read(path: Path, mapping: Mapping) -> Iterator[Complaint | BadRow]:
    for row in read_rows(path, mapping.columns.all):
        yield complaint_of(row, mapping) if isinstance(row, Row) else row


def _lines(path: Path) -> int:
    """How long the bar is; cells with line breaks make it a little too long until the end."""
    if not path.is_file():
        return 1
    with path.open("rb") as file:
        return sum(1 for _ in file)


def show(console: Console, result: Result) -> None:
    """The summary for people."""
    counts = result.counts
    console.print(
        f"{counts.rows:,} rows: {counts.filed:,} filed, {counts.known:,} known from before,"
        f" {counts.refused:,} refused.\n"
        f"{counts.closed:,} closed, {counts.closed_before:,} closed before,"
        f" {counts.closing_refused:,} closings refused.\n"
        f"Sent in {result.sent_seconds:.1f} s, counted after {result.counted_seconds:.1f} s:"
        f" {result.rate:,.0f} rows/s from file to statistics.\n"
        f"Refusals, line by line: {result.report}",
        highlight=False,
    )
    if result.figures:
        figures.show(console, result.figures)
    if not result.complete:
        console.print("Not complete: some cases or figures are still missing; replay it again.")
