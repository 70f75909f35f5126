"""The table of the losses that reporters were saved."""

from services.metrics.answers.losses import losses
from services.metrics.asking.asked import Asked
from services.metrics.domain import benefits
from services.metrics.reports.tables import ALL, Line, Table
from services.metrics.store import By

COLUMNS = ("valued", "rupiah")


async def saved(asked: Asked) -> Table:
    """T16. By sector; nothing where no closing says it."""
    by: By = "office" if asked.agency and asked.office else "substance"
    measures = (benefits.VALUED, benefits.LOSS_SAVED)
    found = [losses(flow) for flow in await asked.flows(by, measures)]
    groups = [Line(one.group, (one.valued, one.rupiah)) for one in found if one.valued]
    if not groups:
        return Table("T16", by, COLUMNS, (), ())
    total = losses((await asked.flows("total", measures))[0])
    told_as = tuple(map(total.told_as, COLUMNS))
    whole = Line(ALL, (total.valued, total.rupiah), told_as)
    return Table("T16", by, COLUMNS, (*groups, whole), ("P05",))
