"""What of an answer the public is told: one rule for statistics, dashboard and reports."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from datetime import date
from typing import TypeVar

from services.metrics.answers.backlog import Backlog, kept_of
from services.metrics.answers.grouped import Grouped
from services.metrics.domain import period
from services.metrics.domain.suppression import Row, Shown
from services.metrics.domain.totals import TOTAL, Year
from services.metrics.store import Question
from services.metrics.store.question import By
from services.metrics.telling.hiding import Look, NotForThePublic, family, hidden
from services.metrics.telling.nested import GroupOf, withheld
from services.metrics.telling.withholding import cells, counted, counts, without
from shared.events.intake import REPORTS

NARROWING: tuple[By, ...] = ("agency", "office", "access_type")
"""What a question may be narrowed by, each a grouping of its own."""

G = TypeVar("G", bound=Grouped)
Make = Callable[[Question], Awaitable[list[G]]]
YearOf = Callable[[Question], Awaitable[Year]]


async def published(
    question: Question, make: Make[G], year_of: YearOf, group_of: GroupOf = str
) -> list[G]:
    """The groups of an answer as they may be shown to anybody; `group_of` are those of agencies."""
    if question.as_of is not None:
        raise NotForThePublic("Without a token figures are told as they are known now.")
    family(question.start, question.end)
    found = await make(question)
    if await _is_withheld_elsewhere(question, make, year_of):
        return [without(one, _of_somebody(one)) for one in found]
    if question.by in (TOTAL, "month"):
        year = await year_of(replace(question, by="total"))
        return [without(one, kept_back(one, question, year)) for one in found]
    hide = await _hidden_groups(question, make, year_of, group_of)
    return [
        without(one, {key for key, _ in cells(one)}) if one.group in hide else one for one in found
    ]


def kept_back(group: Grouped, question: Question, year: Year) -> Collection[str]:
    """The figures that are not told of a total, or of a month of it."""
    if isinstance(group, Backlog):
        return kept_of(group, year.few_open)
    bounds = (question.start, question.end)
    hide = year.hides(bounds if group.group == TOTAL else period.month(group.group))
    told = group.told_as("")
    return {name.removeprefix(told) for name in hide if name.startswith(told)}


async def _hidden_groups(
    question: Question, make: Make[G], year_of: YearOf, group_of: GroupOf = str
) -> frozenset[str]:
    bounds = (question.start, question.end)
    year = await year_of(replace(question, by="total"))
    untold = year.counts(bounds, year.hides(bounds))
    found = await make(question)
    names = {
        column
        for one in found
        for cell, value in cells(one)
        if one.told_as(cell) in untold
        for column in counted(cell, value)
    }

    already: frozenset[str] = frozenset()
    if question.by == "agency_group":
        agencies = _rows_of(replace(question, by="agency"), make)
        already = await withheld(agencies, group_of, bounds, names)
    return await hidden(_rows_of(question, make), *bounds, names, already)


def _rows_of(question: Question, make: Make[G]) -> Look:
    """What the groups of a question show of any period."""

    async def look(start: date, end: date) -> Shown:
        groups = await make(replace(question, start=start, end=end))
        return {one.group: _row(one, question.by) for one in groups}

    return look


def _row(group: Grouped, by: str) -> Row:
    row = {
        name: count for cell, value in cells(group) for name, count in counted(cell, value).items()
    }
    return with_reports(row, group.group) if by == "access_type" else row


def with_reports(row: Row, access_type: str) -> Row:
    """Also what counts as a report: the sum of those types is told by itself (M02)."""
    is_report = access_type in REPORTS
    return {**row, **{f"{name} of reports": is_report * count for name, count in row.items()}}


async def _is_withheld_elsewhere(question: Question, make: Make[G], year_of: YearOf) -> bool:
    """Whether what is asked by its name is not shown among its like: it might be hidden for
    another's sake, and would give that one away."""
    for dimension in NARROWING:
        value = getattr(question, dimension)
        if value is None:
            continue
        if value in await _hidden_groups(_among(question, dimension), make, year_of):
            return True
    return False


def _among(question: Question, dimension: By) -> Question:
    """The question that has this one for a row."""
    if dimension == "agency":
        return replace(question, by=dimension, agency=None)
    if dimension == "office":
        return replace(question, by=dimension, office=None)
    return replace(question, by=dimension, access_type=None)


def _of_somebody(group: Grouped) -> set[str]:
    """All figures but those of nobody."""
    return {key for key, value in cells(group) if any(counts(value))}
