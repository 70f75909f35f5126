"""Looks for surges of complaints about one agency and one sector."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics import store
from services.metrics.domain import figures
from services.metrics.domain.bursts import DAY, PAST, Burst, FoundBurst, bursts
from services.metrics.domain.verification import UNVERIFIED
from services.metrics.store import Question
from shared.events.cases import NO_AGENCY

NOBODYS = frozenset({NO_AGENCY, UNVERIFIED})
"""Stocks of what has not come to any agency yet: a surge of them is no agency's."""

LOOKED_BACK = 3 * PAST * DAY
"""Two years of surges, so that they do not count as usual, and the year before them."""


Days = dict[tuple[str, str], dict[date, int]]


async def find_bursts(connection: AsyncConnection, question: Question) -> list[FoundBurst]:
    """Those of the period, in the order of agencies, sectors and time."""
    since = await store.first_day(connection, question)
    if since is None:
        return []
    far = replace(question, start=max(since, question.start - LOOKED_BACK), by="agency")
    agencies = await _agencies(connection, far)
    found = [
        (agency, substance, one)
        for (agency, substance), days in (await _counts(connection, far, agencies)).items()
        for one in bursts(days, since, question.start, question.end)
    ]
    if not found:
        return []
    first, last = min(one.first for *_, one in found), max(one.last for *_, one in found)
    apart = replace(far, start=first, end=last + DAY, incidents="without")
    others = await _counts(connection, apart, sorted({agency for agency, *_ in found}))
    return [FoundBurst(*one, _joined(one[2], others.get(one[:2], {}))) for one in found]


def _joined(burst: Burst, alone: Mapping[date, int]) -> int:
    """How many of a surge belong to a mass incident, when so many of each day do not."""
    return burst.count - sum(n for day, n in alone.items() if burst.first <= day <= burst.last)


async def _agencies(connection: AsyncConnection, question: Question) -> list[str]:
    if question.agency is not None:
        return [question.agency]
    sums = await store.sums(connection, question, store.COMING, stock=False)
    return [flow.group for flow in figures.flows(sums) if flow.group not in NOBODYS]


async def _counts(connection: AsyncConnection, question: Question, agencies: list[str]) -> Days:
    found: Days = defaultdict(dict)
    for one in await store.daily(connection, question, agencies):
        found[one.agency, one.substance][one.day] = one.cases
    return found
