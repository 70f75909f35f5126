"""Asks the sums what kind of reporter reports came from, and from which province."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.answers.reporters import Reporters
from services.metrics.asking.flows import flows_of
from services.metrics.domain import reporters
from services.metrics.domain.tallies import NOT_TOLD, RECEIVED
from services.metrics.store import Question
from shared.reporter_lists import shipped


def codes(by: str) -> tuple[str, ...]:
    """All that the lists have ever held, in their order."""
    lists = shipped()
    return tuple(
        [one.code for one in lists.classes]
        if by == "reporter_class"
        else [one.code for one in lists.provinces]
    )


async def by_reporter(connection: AsyncConnection, question: Question) -> list[Reporters]:
    """The groups that something is of; what was not told is what is left of all reports."""
    if question.by not in reporters.BYS:
        flows = await flows_of(connection, question, (RECEIVED,))
        return [Reporters(group=flow.group, received=flow[RECEIVED]) for flow in flows]
    named = {code: reporters.of(question.by, code) for code in codes(question.by)}
    total = replace(question, by="total")
    flow = (await flows_of(connection, total, (RECEIVED, *named.values())))[0]
    told = {code: flow[measure] for code, measure in named.items()}
    told[NOT_TOLD] = flow[RECEIVED] - sum(told.values())
    return [Reporters(group=code, received=count) for code, count in told.items() if count]
