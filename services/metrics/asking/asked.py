"""A period, perhaps of one office or agency, asked of the sums for all that tables need."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics import store
from services.metrics.answers import closures as views
from services.metrics.asking.flows import flows_of
from services.metrics.domain import spread, tallies
from services.metrics.domain.figures import Flow
from services.metrics.domain.span import Span
from services.metrics.domain.target import MeanTarget, Target
from services.metrics.store import By, Incidents, Question

CLOSURES = (
    tallies.RECEIVED,
    tallies.FINISHED,
    *tallies.STOCK_FLOW,
    tallies.COHORT_MOVED,
    tallies.COHORT_CONVERTED,
    *tallies.OUTCOMES,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A period, perhaps of one office or agency, and where to read."""

    connection: AsyncConnection
    span: Span
    office: str | None = None
    agency: str | None = None
    as_of: datetime | None = None
    """A past moment whose knowledge is asked for; else all that is known."""
    incidents: Incidents = "with"
    today: date = date.max
    """Days after it are not waited for."""
    public: bool = False
    targets: Sequence[Target | MeanTarget] = ()

    def question(self, by: By, span: Span | None = None) -> Question:
        """By these groups, of this period or of another."""
        asked = span or self.span
        return Question(
            asked.start,
            asked.end,
            by,
            self.agency,
            office=self.office,
            as_of=self.as_of,
            incidents=self.incidents,
        )

    async def flows(
        self, by: By, measures: Sequence[str] = CLOSURES, span: Span | None = None
    ) -> list[Flow]:
        question = self.question(by, span)
        return await flows_of(self.connection, question, measures, stock=True)

    async def closures(self, by: By, span: Span | None = None) -> list[views.Closures]:
        of_agencies = by in ("agency", "agency_group") or self.agency is not None
        found = await self.flows(by, span=span)
        return [views.closures(flow, of_agencies=of_agencies) for flow in found]

    async def total(self, span: Span | None = None) -> views.Closures:
        return (await self.closures("total", span))[0]


async def durations_of(connection: AsyncConnection, question: Question) -> list[views.TimeToClose]:
    """How long the cases closed in the period took, of each group that closed some."""
    took = (tallies.DAYS_TO_CLOSE, tallies.WORKING_DAYS_TO_CLOSE)
    spreads = spread.spreads(await store.bins(connection, question, took), question.by)
    flows = await flows_of(connection, question, (tallies.CLOSED,))
    seconds = {flow.group: flow.seconds_to_close for flow in flows}
    return [
        views.time_to_close(group, found, seconds.get(group, 0)) for group, found in spreads.items()
    ]
