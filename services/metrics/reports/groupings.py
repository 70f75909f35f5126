"""Tables with a line for each group of cases: months, ways in, places, agencies, sectors, kinds."""

from collections.abc import Sequence
from dataclasses import replace

from services.metrics.answers import closures
from services.metrics.asking.asked import Asked
from services.metrics.reports.tables import Line, Table
from services.metrics.store import By

NOT_OF_AGENCIES = ("region", "maladministration", "campaign")
"""No sums of these are kept for each agency: so few cases would tell whose they are."""


async def months(asked: Asked) -> Table:
    """T2. The year or quarter month by month."""
    columns = ("received", "closed", "open_at_end", "closure_rate")
    found = await asked.closures("month")
    return Table("T2", "month", columns, totals_of(found, columns), ("M02", "M03", "M04"))


async def channels(asked: Asked) -> Table:
    """T3. How reports reach the office."""
    return await _by(asked, "T3", "channel")


async def campaigns(asked: Asked) -> Table:
    """T3 and T15: posko and places on the spot; most reports are of none, so nothing adds up."""
    columns = ("accesses", "received", "closed", "open_at_end", "closure_rate")
    lines = () if asked.agency else lines_of(await asked.closures("campaign"), columns)
    return Table("T3C", "campaign", columns, lines, ("M01", "M02", "M03", "M04"))


async def places(asked: Asked) -> Table:
    """T4. Where it happened."""
    return await _by(asked, "T4", "region")


async def agencies(asked: Asked) -> Table:
    """T5. In the order of their names: a table by volume would say what volume cannot say."""
    columns = ("open_at_start", "opened", "closed", "open_at_end", "closure_rate")
    groups = lines_of(await asked.closures("agency"), columns)
    lines = (*groups, *totals_of([await asked.total()], columns))
    return Table("T5", "agency", columns, lines, ("M03", "M04"))


async def agency_groups(asked: Asked) -> Table:
    """T5 by the sixteen groups of the Ombudsman's own tables; moves within a group count too."""
    columns = ("open_at_start", "opened", "closed", "open_at_end", "closure_rate")
    groups = lines_of(await asked.closures("agency_group"), columns)
    lines = (*groups, *totals_of([await asked.total()], columns))
    return Table("T5G", "agency_group", columns, lines, ("M03", "M04"))


async def substances(asked: Asked) -> Table:
    """T6. What reports are about."""
    return await _by(asked, "T6", "substance")


async def kinds(asked: Asked) -> Table:
    """T7. Each report by the first kind that it alleges: so the kinds add up to the reports."""
    return await _by(asked, "T7", "maladministration")


async def _by(asked: Asked, name: str, by: By) -> Table:
    columns = ("received", "closed", "open_at_end", "closure_rate")
    if asked.agency and by in NOT_OF_AGENCIES:
        return Table(name, by, columns, (), ())
    groups = lines_of(await asked.closures(by), columns)
    lines = (*groups, *totals_of([await asked.total()], columns))
    return Table(name, by, columns, lines, ("M02", "M03", "M04"))


def lines_of(
    found: Sequence[closures.StockFlow | closures.Requests], columns: Sequence[str]
) -> tuple[Line, ...]:
    return tuple(Line(one.group, tuple(getattr(one, name) for name in columns)) for one in found)


def totals_of(
    found: Sequence[closures.StockFlow | closures.Requests], columns: Sequence[str]
) -> tuple[Line, ...]:
    """The same of all cases, or of a month of them."""
    return tuple(
        replace(line, told_as=tuple(map(one.told_as, columns)))
        for one, line in zip(found, lines_of(found, columns), strict=True)
    )
