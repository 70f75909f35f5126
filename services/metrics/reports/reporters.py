"""Tables of what kind of reporters complained, and from which provinces (T4)."""

from dataclasses import replace

from services.metrics.asking.asked import Asked
from services.metrics.asking.reporters import by_reporter
from services.metrics.domain.reporters import ReportersBy
from services.metrics.domain.tallies import NOT_TOLD
from services.metrics.reports.groupings import totals_of
from services.metrics.reports.tables import Line, Table


async def classes(asked: Asked) -> Table:
    """T4. What kind of reporters complained; who they are is told by nobody."""
    return await _reporters(asked, "T4K", "reporter_class")


async def provinces(asked: Asked) -> Table:
    """T4. In which provinces the reporters of open complaints live."""
    return await _reporters(asked, "T4P", "reporter_province")


async def _reporters(asked: Asked, name: str, by: ReportersBy) -> Table:
    """Nothing where nobody has said it: then all would stand in one line."""
    columns = ("received",)
    question = replace(asked.question("total"), by=by)
    found = [] if asked.agency else await by_reporter(asked.connection, question)
    if all(one.group == NOT_TOLD for one in found):
        return Table(name, by, columns, (), ())
    groups = tuple(Line(one.group, (one.received,)) for one in found)
    lines = (*groups, *totals_of([await asked.total()], columns))
    return Table(name, by, columns, lines, ("M02",))
