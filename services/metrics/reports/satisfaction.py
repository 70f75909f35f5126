"""The table of how content reporters are with closed cases."""

from services.metrics.answers.values import Rate, Score
from services.metrics.asking.asked import Asked
from services.metrics.domain import benefits, metrics, tallies, verification
from services.metrics.domain.figures import Flow
from services.metrics.reports.tables import ALL, Line, Table
from services.metrics.store import By

COLUMNS = ("answered_share", "mean_score")
TOLD_AS = ("M22.answered", "M22.mean")
MEASURES = (benefits.RATED, benefits.SCORES, tallies.CLOSED, verification.ENDED)


async def satisfaction(asked: Asked) -> Table:
    """R8. Office by office, and all; nothing where nobody has answered."""
    groups: tuple[By, ...] = ("office", "total")
    lines: list[Line] = []
    for by in groups:
        for flow in await asked.flows(by, MEASURES):
            if flow[tallies.CLOSED]:
                lines.append(_line(flow, TOLD_AS if by == ALL else ()))
    if not any(isinstance(one, Score) and one.n for line in lines for one in line.values):
        return Table("R8", "office", COLUMNS, (), ())
    return Table("R8", "office", COLUMNS, tuple(lines), ("M22",))


def _line(flow: Flow, told_as: tuple[str, ...]) -> Line:
    rated, of = flow[benefits.RATED], metrics.amount(metrics.OF_CASES, flow)
    share = Rate.of("M22", rated, of)
    return Line(flow.group, (share, Score.of("M22", rated, flow[benefits.SCORES])), told_as)
