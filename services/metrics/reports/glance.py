"""The figures of the first page."""

from collections.abc import Mapping

from services.metrics.asking.asked import Asked
from services.metrics.reports.tables import Line, Table

GLANCE: Mapping[str, str] = {
    "accesses": "M01",
    "received": "M02",
    "closure_rate": "M04",
    "clearance_rate": "M06",
    "open_at_end": "M03",
    "time_to_close": "M10",
}
"""The figures of the first page, each with its definition."""


async def at_a_glance(asked: Asked) -> Table:
    """One line for each figure of the first page; intake's counts know no agency."""
    total = await asked.total()
    told = {name: getattr(total, name) for name in GLANCE}
    lines = tuple(
        Line(name, (value,), (total.told_as(name),))
        for name, value in told.items()
        if value is not None
    )
    used = tuple(GLANCE[line.key] for line in lines)
    return Table("glance", "tiles", ("value",), lines, used)
