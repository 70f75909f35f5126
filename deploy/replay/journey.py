"""Sends an export's complaints to intake and their closings to routing, both at the same time."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from deploy.client import LINES_A_REQUEST, NOT_STORED, Client, file_batch
from deploy.deeds import ALREADY_DONE, NOT_OPEN, Order, carry_out
from deploy.replay.complaints import Complaint
from deploy.replay.report import Report
from deploy.replay.table import BadRow
from shared.errors import Refused

CHUNKS_AHEAD = 8
"""How far intake may run ahead of routing before it waits: memory stays flat."""


@dataclass
class Counts:
    """What has become of the rows so far."""

    rows: int = 0
    refused: int = 0
    filed: int = 0
    known: int = 0
    closed: int = 0
    closed_before: int = 0
    closing_refused: int = 0
    unfinished: int = 0
    """Of the refused, those that another replay may bring further."""
    first: datetime | None = None
    """The earliest receipt of a complaint that is here."""
    last: datetime | None = None
    """Its latest receipt or closing."""

    @property
    def here(self) -> int:
        return self.filed + self.known

    @property
    def closed_here(self) -> int:
        return self.closed + self.closed_before

    def saw(self, moment: datetime) -> None:
        self.first = min(self.first or moment, moment)
        self.last = max(self.last or moment, moment)


@dataclass
class Journey:
    """One replay under way."""

    client: Client
    report: Report
    tell_row: Callable[[int], None]
    tell_closing: Callable[[int, int], None]
    """Hears how many closings are settled, and how many more are known of."""
    counts: Counts = field(default_factory=Counts)


Closing = tuple[Order, Complaint]


async def travel(journey: Journey, rows: Iterable[Complaint | BadRow]) -> None:
    """Bring every row that can be all the way. Raises what stops the whole, as `Refused`."""
    waiting: asyncio.Queue[list[Closing] | None] = asyncio.Queue(CHUNKS_AHEAD)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_file_all(journey, iter(rows), waiting))
            group.create_task(_close_all(journey, waiting))
    except* Refused as refused:
        raise refused.exceptions[0] from None


async def _file_all(
    journey: Journey,
    rows: Iterator[Complaint | BadRow],
    waiting: asyncio.Queue[list[Closing] | None],
) -> None:
    while chunk := list(islice(rows, LINES_A_REQUEST)):
        journey.counts.rows += len(chunk)
        closings = await _file(journey, chunk)
        journey.tell_row(len(chunk))
        if closings:
            journey.tell_closing(0, len(closings))
            await waiting.put(closings)
    await waiting.put(None)


async def _file(journey: Journey, chunk: list[Complaint | BadRow]) -> list[Closing]:
    counts, report = journey.counts, journey.report
    good: list[Complaint] = []
    for row in chunk:
        if isinstance(row, Complaint):
            good.append(row)
        else:
            counts.refused += 1
            report.row(row.line, row.code, row.detail, row.number)
    filed = await file_batch(journey.client, [one.form for one in good])
    closings: list[Closing] = []
    for one, answer in zip(good, filed, strict=True):
        if answer.complaint_id is None:
            counts.refused += 1
            counts.unfinished += answer.code == NOT_STORED
            report.row(one.line, answer.code, answer.detail, one.number)
            continue
        counts.filed += answer.is_new
        counts.known += not answer.is_new
        counts.saw(one.form["received_at"])
        if one.closing:
            counts.saw(one.closing["at"])
            closings.append((Order(answer.complaint_id, one.closing), one))
    return closings


async def _close_all(journey: Journey, waiting: asyncio.Queue[list[Closing] | None]) -> None:
    while closings := await waiting.get():
        await _close(journey, closings)


async def _close(journey: Journey, closings: list[Closing]) -> None:
    counts = journey.counts
    of = {order.complaint_id: complaint for order, complaint in closings}
    orders = [order for order, _ in closings]
    for outcome in await carry_out(
        journey.client, orders, lambda settled: journey.tell_closing(settled, 0)
    ):
        if not outcome.code:
            counts.closed += 1
        elif outcome.code == ALREADY_DONE:
            counts.closed_before += 1
        else:
            counts.closing_refused += 1
            counts.unfinished += outcome.code == NOT_OPEN
            row = of[outcome.order.complaint_id]
            journey.report.closure(row.line, outcome.code, outcome.detail, row.number)
