"""Tables of a report about the way of its cases: what came of them, and what was due."""

from datetime import timedelta

import pytest

from services.metrics.answers.values import Rate
from services.metrics.asking.asked import Asked
from services.metrics.domain.span import Span
from services.metrics.domain.target import MeanTarget, Target
from services.metrics.reports import contents
from services.metrics.reports.tables import Table
from shared.db.database import Database
from shared.events.corrections import (
    CorrectiveActionDone,
    CorrectiveActionOrdered,
)
from shared.events.intake import ComplaintDeclined, ComplaintRegistered
from tests.factories import NOON, a_closed_case, an_accepted_complaint, an_assigned_case
from tests.service.metrics.listening import happened
from tests.service.metrics.test_progress import EARLIER, LATER, clocks, of

QUARTER = Span(2022, 1)
AGENCY = "pln-uiw-babel"
"""Of the samples of events."""
STAGES = {
    "received": 20,
    "in_verification": 7,
    "failed_formally": 0,
    "failed_materially": 5,
    "accepted": 8,
    "answered": 0,
    "concluded": 0,
    "closed": 5,
}


async def of_the_quarter(
    database: Database,
    name: str,
    target: Target | MeanTarget | None = None,
    agency: str | None = None,
    office: str | None = None,
) -> list[Table]:
    """A table as staff have it, nothing hidden; none where it has nothing to tell."""
    targets = (target,) if target else ()
    async with database.reading() as connection:
        asked = Asked(connection, QUARTER, office, agency, today=NOON.date(), targets=targets)
        return list(await contents.tables(asked, [name]))


async def test_the_funnel_tells_how_far_reports_have_come(database: Database) -> None:
    await happened(database, *(of(ComplaintRegistered) for _ in range(12)), at=EARLIER)
    declined = [of(ComplaintDeclined, reason="K12d") for _ in range(5)]
    await happened(database, *declined, at=LATER)
    await happened(database, *(an_accepted_complaint() for _ in range(8)))
    [table] = await of_the_quarter(database, "T8")
    assert dict(table.column("cases")) == STAGES
    assert await of_the_quarter(database, "T8", agency="pln-uiw-babel") == []


async def test_corrective_actions_and_other_deadlines_stand_by_who_owes_them(
    database: Database,
) -> None:
    due = NOON - timedelta(days=1)
    assert await of_the_quarter(database, "T14") == []
    ordered = [of(CorrectiveActionOrdered, due_at=due) for _ in range(3)]
    await happened(database, *ordered, at=EARLIER)
    done = of(CorrectiveActionDone, in_time=True, stopped=clocks({"correction": due}))
    await happened(database, done, at=LATER)
    [corrections] = await of_the_quarter(database, "T14")
    assert dict(corrections.column("met")) == {AGENCY: 1, "total": 1}
    assert dict(corrections.column("in_time"))["total"] == Rate.of("M18", 1, 3)
    [deadlines] = await of_the_quarter(database, "R5")
    assert dict(deadlines.column("due")) == {
        "acknowledgement": 0,
        "answer": 0,
        "correction": 3,
        "total": 3,
    }


@pytest.mark.parametrize("office", ["babel", None])
async def test_closings_stand_beside_the_target_where_there_is_one(
    database: Database, office: str | None
) -> None:
    for _ in range(4):
        await happened(database, an_assigned_case(), a_closed_case())
    assert await of_the_quarter(database, "T11") == []
    target = Target(QUARTER, 7, NOON.date(), "Rencana kerja", office)
    [table] = await of_the_quarter(database, "T11", target)
    [line] = table.lines
    assert line.key == (office or "total")
    closed, of_these, share = line.values
    assert isinstance(share, Rate)
    assert (closed, of_these, share.definition, share.percent) == (4, 7, "M07", "57.14")
