"""Counts the open deadlines of which most of the time is used (M13)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics import knowing, store
from services.metrics.domain import deadlines, spread
from services.metrics.domain.figures import Flow
from services.metrics.domain.spread import Spread
from services.metrics.store import Question
from shared.events.cases import Clock
from shared.yaml import from_yaml

FILE = Path(__file__).with_name("at_risk.yaml")
FAST, OF_THE_FAST = "RCO", "answer-rco"
"""The fast route has days of its own for the answer."""

LONGEST = timedelta(days=31)
"""No last quarter is longer, in calendar days."""

Running = Mapping[str, Mapping[Clock, int]]
"""By group and clock: open, not over, and in the last quarter."""


class Quarter(NamedTuple):
    days: int
    unit: Literal["cd", "wd"]

    def holds(self, day: date, today: date) -> bool:
        """Whether so few days are left until the last day; without a decree, by the calendar."""
        left = knowing.working_days(day, today) if self.unit == "wd" else None
        return ((day - today).days if left is None else left) <= self.days


@lru_cache
def quarters() -> Mapping[str, Quarter]:
    return {name: Quarter(**told) for name, told in from_yaml(FILE.read_bytes()).items()}


async def running_out(connection: AsyncConnection, question: Question, today: date) -> Running:
    """Of the deadlines whose last day lies in the period, from today on."""
    start, end = max(question.start, today), min(question.end, today + LONGEST)
    if start >= end:
        return {}
    ahead = replace(question, start=start, end=end)
    named = quarters()
    if question.access_type == FAST:
        return await _counted(connection, ahead, {**named, "answer": named[OF_THE_FAST]}, today)
    found = await _counted(connection, ahead, named, today)
    if question.access_type is None:
        fast = replace(ahead, access_type=FAST)
        wrongly = await _counted(connection, fast, {"answer": named["answer"]}, today)
        rightly = await _counted(connection, fast, {"answer": named[OF_THE_FAST]}, today)
        for group in wrongly:
            more = rightly.get(group, {}).get("answer", 0) - wrongly[group]["answer"]
            found[group]["answer"] += more
    return found


async def _counted(
    connection: AsyncConnection, question: Question, within: Mapping[str, Quarter], today: date
) -> dict[str, dict[Clock, int]]:
    by_day = await store.by_day(connection, question, deadlines.ALL)
    return {
        group: {
            clock: _in_quarter(counts, clock, within[clock], today)
            for clock in deadlines.CLOCKS
            if clock in within
        }
        for group, counts in spread.spreads(by_day, question.by).items()
    }


def _in_quarter(counts: Mapping[str, Spread], clock: Clock, quarter: Quarter, today: date) -> int:
    days = {day for one in counts.values() for day in one.counts}
    return sum(
        deadlines.still_open(_of(counts, day), clock)
        for day in days
        if quarter.holds(date.fromordinal(day), today)
    )


def _of(counts: Mapping[str, Spread], day: int) -> Flow:
    return Flow("", 0, {name: one.counts.get(day, 0) for name, one in counts.items()}, 0)
