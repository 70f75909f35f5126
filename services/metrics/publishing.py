"""What of an answer the public is told: one rule for statistics, dashboard and reports."""

from collections.abc import Awaitable, Callable, Collection, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel

from services.metrics.cells import Expected
from services.metrics.domain import period, suppression
from services.metrics.domain.suppression import SUPPRESSED, Row, Shown
from services.metrics.measured import Measured
from services.metrics.store import Question
from services.metrics.store.question import By
from services.metrics.values import Ages, Mean, Percentiles, Rate
from shared.errors import Unacceptable

TOTAL = "total"
NARROWING: tuple[By, ...] = ("agency", "office", "access_type")
"""What a question may be narrowed by, each a grouping of its own."""

G = TypeVar("G", bound=BaseModel)
Look = Callable[[date, date], Awaitable[Shown]]
"""What the same question shows of another period: the counts of each key."""


class NotForThePublic(Unacceptable):
    """Of days that anybody chooses, two answers less each other would tell of one case."""

    code = "not-for-the-public"


async def hidden(
    look: Look,
    start: date,
    end: date,
    *,
    by_month: bool = False,
    already: frozenset[str] = frozenset(),
) -> frozenset[str]:
    """The keys that are not shown, so that no other public period gives them away.

    A total is hidden where it is small itself, and what is hidden `already` stays so. Raises
    `NotForThePublic`.
    """
    levels = period.family(start, end)
    if levels is None:
        raise NotForThePublic(
            "Without a token figures are told of whole months, quarters or years."
        )
    if by_month:
        quarters = [one for one in period.quarters(start.year) if one[0] < end and start < one[1]]
        levels = [[quarter] for quarter in quarters]
    hide = already
    for level in levels:
        looks = [dict(await look(*bounds)) for bounds in level]
        totals = [one.pop(TOTAL, ()) for one in looks]
        if any(suppression.is_small(count) for row in totals for count in row):
            hide |= {TOTAL}
        hide |= suppression.hidden_together(looks, hide - {TOTAL})
    return hide


async def published(
    question: Question,
    make: Callable[[Question], Awaitable[list[G]]],
    already: frozenset[str] = frozenset(),
) -> list[G]:
    """The groups of an answer as they may be shown to anybody; of a total its cells one by one."""
    if question.as_of is not None:
        raise NotForThePublic("Without a token figures are told as they are known now.")
    if await _is_withheld_elsewhere(question, make):
        return [_without(one, _of_somebody(one)) for one in await make(question)]
    whole = question.by == "total"

    async def look(start: date, end: date) -> Shown:
        found = await make(replace(question, start=start, end=end))
        if whole:
            return {key: counts(value) for one in found for key, value in _cells(one)}
        return {_name(one): _counts(one) for one in found}

    by_month = question.by == "month"
    hide = await hidden(look, question.start, question.end, by_month=by_month, already=already)
    found = await make(question)
    if whole:
        return [_without(one, _giving_away(one, hide)) for one in found]
    return [
        _without(one, {key for key, _ in _cells(one)}) if _name(one) in hide else one
        for one in found
    ]


async def _is_withheld_elsewhere(
    question: Question, make: Callable[[Question], Awaitable[list[G]]]
) -> bool:
    """Whether what is asked by its name is not shown among its like: it might be hidden for
    another's sake, and would give that one away."""
    for dimension in NARROWING:
        value = getattr(question, dimension)
        if value is None:
            continue
        look = rows_of(_among(question, dimension), make)
        if value in await hidden(look, question.start, question.end):
            return True
    return False


def rows_of(question: Question, make: Callable[[Question], Awaitable[list[G]]]) -> Look:
    """What the groups of a question show of any period."""

    async def look(start: date, end: date) -> Shown:
        found = await make(replace(question, start=start, end=end))
        return {_name(one): _counts(one) for one in found}

    return look


def _among(question: Question, dimension: By) -> Question:
    """The question that has this one for a row."""
    if dimension == "agency":
        return replace(question, by=dimension, agency=None)
    if dimension == "office":
        return replace(question, by=dimension, office=None)
    return replace(question, by=dimension, access_type=None)


def _name(group: BaseModel) -> str:
    return str(getattr(group, "group"))  # noqa: B009 - every group has its name


WHOLE = (Rate, Mean, Percentiles, Ages, Measured)
"""Figures of several numbers that are told or withheld as one."""


def _cells(group: BaseModel, within: str = "") -> Iterator[tuple[str, Any]]:
    """Each figure by its name; those of a list, a mapping or a part one by one."""
    for name in type(group).model_fields:
        value, key = getattr(group, name), f"{within}{name}"
        if isinstance(value, list):
            yield from ((f"{key}.{one.name}", one) for one in value)
        elif isinstance(value, dict):
            yield from ((f"{key}.{one}", amount) for one, amount in value.items())
        elif isinstance(value, BaseModel) and not isinstance(value, WHOLE):
            yield from _cells(value, f"{key}.")
        elif name != "group":
            yield key, value


def counts(value: Any) -> Row:
    """What of a figure can be counted back to people."""
    match value:
        case Rate() | Measured():
            return value.counts
        case Mean() | Percentiles() | Ages():
            return (value.n,)
        case Expected():
            return (value.rests_on,)
        case int():
            return (value,)
    return ()


def _counts(group: BaseModel) -> Row:
    return [count for _, value in _cells(group) for count in counts(value)]


def _of_somebody(group: BaseModel) -> set[str]:
    """All figures but those of nobody."""
    return {key for key, value in _cells(group) if any(counts(value))}


def _giving_away(group: BaseModel, hide: frozenset[str]) -> set[str]:
    """What is hidden, and each figure that is made of a number that is."""
    cells = dict(_cells(group))
    secret = {count for key in hide & cells.keys() for count in counts(cells[key]) if count}
    return {key for key, value in cells.items() if key in hide or secret & {*counts(value)}}


def _without(group: G, hide: Collection[str], within: str = "") -> G:
    """The group with these figures withheld."""
    told: dict[str, Any] = {}
    for name in type(group).model_fields:
        value, key = getattr(group, name), f"{within}{name}"
        if isinstance(value, list):
            told[name] = [one.withheld if f"{key}.{one.name}" in hide else one for one in value]
        elif isinstance(value, dict):
            told[name] = {
                one: SUPPRESSED if f"{key}.{one}" in hide else amount
                for one, amount in value.items()
            }
        elif isinstance(value, BaseModel) and not isinstance(value, WHOLE):
            told[name] = _without(value, hide, f"{key}.")
        elif key in hide and value is not None:
            told[name] = SUPPRESSED
    return group.model_copy(update=told)
