"""Reads check-lists of agencies: where each stands, year by year, and who has an officer."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics import store
from services.metrics.domain import checklist
from services.metrics.domain.checklist import Checked
from services.metrics.domain.registry import Covered, Registry
from services.metrics.store import Question


@dataclass(frozen=True, slots=True)
class Lists:
    """What stands at the end of a period, and each year by itself."""

    standing: list[Checked]
    by_year: dict[int, list[Checked]]


async def find_lists(connection: AsyncConnection, question: Question, *, public: bool) -> Lists:
    """The public is told what the office has found; what agencies say of themselves is theirs."""
    registry = await store.registry(connection, question.as_of)
    lists = [
        one
        for one in registry.assessments
        if question.office in (None, one.office)
        and question.agency in (None, one.agency)
        and (one.assessed_by == "office" or not public)
    ]
    standing = checklist.checked(lists, question.end)
    return Lists(standing, checklist.years(lists, question.end))


async def find_coverage(
    connection: AsyncConnection, question: Question, today: date
) -> list[Covered]:
    """By groups of agencies on the last day of the period, or today."""
    registry = await store.registry(connection, question.as_of)
    day = min(question.end - timedelta(days=1), today)
    groups: dict[str, list[str]] = {}
    for one in registry.answering(day, question.office):
        if question.agency in (None, one.agency):
            groups.setdefault(store.group_of(registry, one.agency), []).append(one.agency)
    return [_covered(registry, group, agencies, day) for group, agencies in sorted(groups.items())]


def _covered(registry: Registry, group: str, agencies: list[str], day: date) -> Covered:
    lacking = tuple(one for one in agencies if not registry.covered(one, day))
    return Covered(group, len(agencies) - len(lacking), len(agencies), lacking)
