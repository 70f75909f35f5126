"""Which tables a report has, and of which figures each is made: nothing is computed here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import get_args

from services.metrics import store
from services.metrics.answers import closures as views
from services.metrics.answers.cells import Value
from services.metrics.asking.asked import Asked
from services.metrics.domain import tallies
from services.metrics.domain.metrics import METRICS
from services.metrics.reports import ageing, losses, programme, reporters, satisfaction
from services.metrics.reports.findings import FINDINGS, zones
from services.metrics.reports.groupings import (
    agencies,
    agency_groups,
    campaigns,
    channels,
    kinds,
    lines_of,
    months,
    places,
    substances,
    totals_of,
)
from services.metrics.reports.progress import (
    attainment,
    corrections,
    deadlines,
    escalations,
    funnel,
)
from services.metrics.reports.showing import Maker, Years, shown
from services.metrics.reports.tables import ALL, Line, Table
from shared.events.intake import AccessType
from shared.events.routing import ClosureReason

REQUESTS = (
    tallies.ACKNOWLEDGED,
    tallies.ANSWERED_IN_TIME,
    tallies.ANSWERED_LATE,
    tallies.RETURNED,
    tallies.MISROUTED,
)
STOCK_FLOW = (
    "open_at_start",
    "opened",
    "reopened",
    "transferred_in",
    "transferred_out",
    "closed",
    "open_at_end",
)
ACCESSES = "closures.accesses"


async def accesses(asked: Asked) -> Table:
    """T1. Every type stands there, also with nothing, beside the period before."""
    spans = (asked.span, asked.span.before)
    found = [
        {one.group: one.accesses for one in await asked.closures("access_type", span)}
        for span in spans
    ]
    lines = [
        Line(key, tuple(of_span.get(key, 0) for of_span in found)) for key in get_args(AccessType)
    ]
    both = tuple([(await asked.total(span)).accesses for span in spans])
    total = Line(ALL, both, (ACCESSES, ACCESSES))
    columns = ("accesses", "before")
    before = {"before": "accesses"}
    return Table("T1", "access_type", columns, (*lines, total), ("M01",), before=before)


async def stock_flow(asked: Asked) -> Table:
    """T9. From one stock to the next: the identity M03 can be checked by eye."""
    total = await asked.total()
    lines = tuple(Line(key, (getattr(total, key),), (total.told_as(key),)) for key in STOCK_FLOW)
    return Table("T9", "stock_flow", ("cases",), lines, ("M03",))


async def rates(asked: Asked) -> Table:
    """The three rates side by side, since each is taken for the others."""
    total = await asked.total()
    names = ("closure_rate", "workload_rate", "clearance_rate")
    lines = tuple(Line(name, (getattr(total, name),), (total.told_as(name),)) for name in names)
    return Table("R1", "rates", ("rate",), lines, ("M04", "M05", "M06"))


async def reasons(asked: Asked) -> Table:
    """T10. How the cases of the period have ended so far, and how many have not."""
    flow = (await asked.flows("total"))[0]
    status, ended = views.status(flow), flow.reasons
    told: dict[str, tuple[str, Value]] = {
        **{key: (f"reasons.{key}", ended.get(key, 0)) for key in get_args(ClosureReason)},
        "open": ("open", status.open),
        ALL: ("registered", status.registered),
    }
    lines = tuple(
        Line(key, (amount,), (status.told_as(cell),)) for key, (cell, amount) in told.items()
    )
    return Table("T10", "reason", ("cases",), lines, ("M04",), lists=tuple(get_args(ClosureReason)))


async def focal_points(asked: Asked) -> Table:
    """What focal points acknowledged and answered, how often in time, and what was sent back."""
    columns = ("acknowledged", "answered", "answered_in_time", "returned", "misrouted")
    found = [views.requests(flow) for flow in await asked.flows("agency", REQUESTS)]
    total = [views.requests(flow) for flow in await asked.flows("total", REQUESTS)]
    lines = (*lines_of(found, columns), *totals_of(total, columns))
    return Table("R2", "agency", columns, lines, ("M20",))


REPORT: Mapping[str, Maker] = {
    "T1": accesses,
    "T2": months,
    "T3": channels,
    "T3C": campaigns,
    "T4": places,
    "T4K": reporters.classes,
    "T4P": reporters.provinces,
    "T5G": agency_groups,
    "T5": agencies,
    "T6": substances,
    "T7": kinds,
    "T8": funnel,
    "T9": stock_flow,
    "T10": reasons,
    "T11": attainment,
    "R1": rates,
    "T12": ageing.durations,
    "T12B": ageing.bands,
    "R6": ageing.ages,
    "R7": ageing.months,
    "T13": ageing.carry_over,
    "T14": corrections,
    "R2": focal_points,
    "R3": escalations,
    "R5": deadlines,
    "R8": satisfaction.satisfaction,
    "T15": programme.activities,
    "T16": losses.saved,
    "T17": programme.zones,
    "Z1": zones,
}
"""In the order in which they are read."""


MAKERS: Mapping[str, Maker] = {**REPORT, **FINDINGS}
PARTS: Mapping[str, Maker] = {"T5G": agencies}
"""Of tables whose lines are made of those of another: what that one hides, they do not tell."""


async def tables(asked: Asked, names: Sequence[str] = tuple(REPORT)) -> tuple[Table, ...]:
    """Those tables of a period; one that has nothing to tell is left out."""
    years = Years(asked)
    made = [await shown(MAKERS[name], asked, years, PARTS.get(name)) for name in names]
    named = await titles(asked) if any("agency" in one.rows_are.split("|") for one in made) else {}
    return tuple(replace(table, titles=named) for table in made if table.lines)


async def titles(asked: Asked) -> dict[str, str]:
    """What the registry called the agencies then, those of the office or all."""
    known = await store.agencies(asked.connection, asked.as_of)
    return {
        code: agency.title
        for code, agency in known.agencies.items()
        if asked.office in (None, agency.office)
    }


OF_CLOSINGS = frozenset({"M05", "M06", "M10"})
"""What is made of the closings of the period, which staff may read one by one."""


def computed(agency: str | None) -> frozenset[str]:
    """The metrics whose figures can be asked for by themselves."""
    return frozenset(name for name, one in METRICS.items() if not (agency and one.of_intake))
