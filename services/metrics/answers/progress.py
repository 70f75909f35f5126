"""What metrics shows of deadlines and of the way of reports, group by group."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import BaseModel, Field

from services.metrics.answers.grouped import Grouped
from services.metrics.answers.values import Count, Rate
from services.metrics.domain import deadlines, tallies
from services.metrics.domain.figures import Flow
from services.metrics.domain.funnel import funnel as funnel_of
from services.metrics.domain.suppression import Suppressed
from services.metrics.domain.target import Target
from shared.events.cases import Clock


class Kept(BaseModel):
    """Deadlines of one clock: due = met + late + overdue + running + dropped."""

    due: Count = Field(description="Deadlines whose last day lies in the period.")
    met: Count
    late: Count = Field(description="Met after the last day, or needless only after it.")
    overdue: Count = Field(description="Open, and the last day is over: missed as well.")
    running: Count = Field(description="Open, and not due yet.")
    at_risk: Count | None = Field(
        description="Overdue, or running with a quarter of the usual time left at most (M13). Null"
        " for the public: less the overdue it would tell of a few."
    )
    dropped: Count = Field(description="Needless before the last day was over: not counted.")
    in_time: Rate | Suppressed = Field(description="met / (met + late + overdue)")


class Sla(Grouped):
    """How deadlines were kept, by what they wait for (M12), and corrective actions (M18)."""

    view: ClassVar = "sla"

    acknowledgement: Kept
    answer: Kept
    correction: Kept
    all: Kept


def kept(
    definition: str,
    past: Flow,
    future: Flow,
    clocks: tuple[Clock, ...],
    running_out: Mapping[Clock, int] | None,
) -> Kept:
    """`past` are the days of the period that are over, `future` those that are not."""

    def count(what: str, *flows: Flow) -> int:
        return sum(flow[deadlines.of(what, clock)] for flow in flows for clock in clocks)

    def still_open(flow: Flow) -> int:
        return sum(deadlines.still_open(flow, clock) for clock in clocks)

    met, late = count(deadlines.MET, past, future), count(deadlines.LATE, past, future)
    overdue = still_open(past)
    return Kept(
        due=count(deadlines.DUE, past, future),
        met=met,
        late=late,
        overdue=overdue,
        running=still_open(future),
        at_risk=None
        if running_out is None
        else overdue + sum(running_out.get(clock, 0) for clock in clocks),
        dropped=count(deadlines.DROPPED, past, future),
        in_time=Rate.of(definition, met, met + late + overdue),
    )


def sla(
    group: str, past: Flow, future: Flow, running_out: Mapping[Clock, int] | None = None
) -> Sla:
    return Sla(
        group=group,
        acknowledgement=kept("M12", past, future, ("acknowledgement",), running_out),
        answer=kept("M12", past, future, ("answer",), running_out),
        correction=kept("M18", past, future, ("correction",), running_out),
        all=kept("M12", past, future, deadlines.CLOCKS, running_out),
    )


class Funnel(Grouped):
    """How far the reports registered in the period have come, as known now (T8).

    received = in_verification + failed_formally + failed_materially + accepted
    """

    view: ClassVar = "funnel"

    received: Count
    in_verification: Count = Field(description="Staff have not decided yet.")
    failed_formally: Count = Field(description="Ended for a formal requirement, or taken back.")
    failed_materially: Count = Field(description="Ended for what they are about.")
    accepted: Count = Field(description="Passed verification: put to an agency, or to be placed.")
    answered: Count = Field(description="Whose agency has answered at least once.")
    concluded: Count = Field(description="Closed with maladministration found, or not found.")
    closed: Count = Field(description="Closed for any reason, at verification or later.")


def funnel(flow: Flow) -> Funnel:
    return Funnel(group=flow.group, **funnel_of(flow)._asdict())


class Attainment(Grouped):
    """Closed in the period, of what is to be closed in the year or quarter that it is in (M07)."""

    view: ClassVar = "attainment"

    closed: Count
    target: Count | None = Field(description="Null where none is set, as known then.")
    target_period: str | None = Field(examples=["2024"])
    source: str | None = Field(description="Who set it.")
    attainment: Rate | Suppressed


def attainment(flow: Flow, target: Target | None) -> Attainment:
    closed = flow[tallies.CLOSED]
    return Attainment(
        group=flow.group,
        closed=closed,
        target=target.target if target else None,
        target_period=target.span.name if target else None,
        source=target.source if target else None,
        attainment=Rate.of("M07", closed, target.target if target else 0, is_share=False),
    )
