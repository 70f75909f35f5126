"""Asks the sums how deadlines were kept and how far reports have come."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics import store
from services.metrics.answers import officers as views_officers
from services.metrics.answers import progress
from services.metrics.asking import risking
from services.metrics.asking.flows import flows_of
from services.metrics.domain import deadlines, funnel, requests, spread, tallies
from services.metrics.domain.figures import Flow
from services.metrics.domain.target import MeanTarget, Target, target_for
from services.metrics.store import Question


async def sla(
    connection: AsyncConnection, question: Question, today: date, *, public: bool
) -> list[progress.Sla]:
    """What is open is overdue from the day after its last day on; what is at risk, staff see."""
    cut = min(max(today, question.start), question.end)
    past = await _flows(connection, replace(question, end=cut))
    future = await _flows(connection, replace(question, start=cut))
    soon = None if public else await risking.running_out(connection, question, today)
    return [
        progress.sla(
            group,
            past.get(group, _nothing(group)),
            future.get(group, _nothing(group)),
            None if soon is None else soon.get(group, {}),
        )
        for group in sorted(past.keys() | future.keys())
    ]


def _nothing(group: str) -> Flow:
    return Flow(group, 0, {}, 0)


async def _flows(connection: AsyncConnection, question: Question) -> dict[str, Flow]:
    if question.start >= question.end:
        return {}
    found = await flows_of(connection, question, deadlines.ALL)
    return {flow.group: flow for flow in found}


async def funnels(connection: AsyncConnection, question: Question) -> list[progress.Funnel]:
    """By what intake knows of a report: which agency answers is not known from its beginning."""
    found = await flows_of(connection, question, funnel.MEASURES)
    return [progress.funnel(flow) for flow in found]


async def attainments(
    connection: AsyncConnection,
    question: Question,
    targets: Sequence[Target | MeanTarget],
    today: date,
) -> list[progress.Attainment]:
    """Each office by its own target, all of them together by that of the country."""
    found = await flows_of(connection, question, (tallies.CLOSED,))
    return [
        progress.attainment(
            flow,
            target_for(targets, _office(flow, question), question.start, question.end, today),
        )
        for flow in found
    ]


def _office(flow: Flow, question: Question) -> str | None:
    return flow.group if question.by == "office" else question.office


async def officers(
    connection: AsyncConnection, question: Question
) -> list[views_officers.FocalPoints]:
    """Groups in which somebody was asked, or something was closed."""
    flows = await flows_of(connection, question, requests.MEASURES)
    counted = {flow.group: flow for flow in flows}
    bins = await store.bins(connection, question, views_officers.SPREADS)
    found = spread.spreads(bins, question.by)
    return [
        views_officers.focal_points(counted.get(group, _nothing(group)), found.get(group, {}))
        for group in sorted(counted.keys() | found.keys())
    ]


async def stages(
    connection: AsyncConnection, question: Question
) -> list[views_officers.StageTimes]:
    """Groups in which some stage ended; verification is of no agency."""
    bins = await store.bins(connection, question, views_officers.STAGES)
    found = spread.spreads(bins, question.by)
    return [views_officers.stage_times(group, one) for group, one in found.items()]
