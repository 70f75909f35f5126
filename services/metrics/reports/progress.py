"""Tables of how far reports have come and how deadlines were kept."""

from typing import get_args

from services.metrics.answers.progress import Kept, Sla
from services.metrics.asking import progress
from services.metrics.asking.asked import Asked
from services.metrics.domain import tallies
from services.metrics.reports.tables import ALL, Line, Table
from services.metrics.store import By
from shared.events.cases import Level

STAGES = (
    "received",
    "in_verification",
    "failed_formally",
    "failed_materially",
    "accepted",
    "answered",
    "concluded",
    "closed",
)
CLOCKS = ("acknowledgement", "answer", "correction")
KEPT = ("due", "met", "late", "overdue", "running", "in_time")
AT_RISK = "at_risk"
"""Beside them, for staff."""


async def funnel(asked: Asked) -> Table:
    """T8. From all that was received to what is closed; intake's counts know no agency."""
    lines: tuple[Line, ...] = ()
    if asked.agency is None:
        [found] = await progress.funnels(asked.connection, asked.question("total"))
        lines = tuple(
            Line(stage, (getattr(found, stage),), (found.told_as(stage),)) for stage in STAGES
        )
    return Table("T8", "funnel", ("cases",), lines, ("M02", "M14"))


async def attainment(asked: Asked) -> Table:
    """T11. Closed against the target, where one is set: of offices, and of all their reports."""
    lines: list[Line] = []
    columns = ("closed", "target", "attainment")
    if asked.agency is None and asked.incidents == "with":
        told = (asked.targets, asked.today)
        groups: tuple[By, ...] = ("office", "total")
        for by in groups:
            found = await progress.attainments(asked.connection, asked.question(by), *told)
            lines += [
                Line(
                    one.group,
                    (one.closed, one.target, one.attainment),
                    tuple(map(one.told_as, columns)) if by == ALL else (),
                )
                for one in found
                if one.target
            ]
    return Table("T11", "office", columns, tuple(lines), ("M07",))


async def corrections(asked: Asked) -> Table:
    """T14. Corrective actions whose last day lies in the period, by the agency that owes them."""
    groups = [_line(asked, one.group, one.correction) for one in await _kept(asked, "agency")]
    totals = await _kept(asked, "total")
    all_ = [_line(asked, ALL, one.correction, "correction") for one in totals]
    due = KEPT.index("due")
    lines = tuple(line for line in (*groups, *all_) if line.values[due])
    return Table("T14", "agency", _columns(asked), lines, (*_of_risk(asked), "M18"))


async def deadlines(asked: Asked) -> Table:
    """R5. What was due in the period, by what it waits for."""
    lines = []
    for found in await _kept(asked, "total"):
        lines += [_line(asked, clock, getattr(found, clock), clock) for clock in CLOCKS]
        lines.append(_line(asked, ALL, found.all, "all"))
    return Table("R5", "clock", _columns(asked), tuple(lines), ("M12", *_of_risk(asked)))


async def _kept(asked: Asked, by: By) -> list[Sla]:
    return await progress.sla(
        asked.connection, asked.question(by), asked.today, public=asked.public
    )


def _columns(asked: Asked) -> tuple[str, ...]:
    return KEPT if asked.public else (*KEPT, AT_RISK)


def _of_risk(asked: Asked) -> tuple[str, ...]:
    return () if asked.public else ("M13",)


def _line(asked: Asked, key: str, kept: Kept, of_all: str | None = None) -> Line:
    columns = _columns(asked)
    told_as = tuple(f"{Sla.view}.{of_all}.{name}" for name in columns) if of_all else ()
    return Line(key, tuple(getattr(kept, name) for name in columns), told_as)


async def escalations(asked: Asked) -> Table:
    """How high the delays of the period have risen on the ladder (domain B.4)."""
    flow = (await asked.flows("total", tallies.ESCALATED))[0]
    levels = {level: flow[tallies.escalated(level)] for level in get_args(Level)}
    lines = tuple(
        Line(level, (amount,), (f"requests.escalated.{level}",)) for level, amount in levels.items()
    )
    return Table("R3", "level", ("delays",), lines, ("M20",))
