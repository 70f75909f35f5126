"""The figures of an answer one by one, what of them can be counted, and the answer without some."""

from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from pydantic import BaseModel

from services.metrics.answers.cells import Expected
from services.metrics.answers.measured import Measured
from services.metrics.answers.values import Ages, Mean, Percentiles, Rate, Score
from services.metrics.domain.suppression import SUPPRESSED, Row

M = TypeVar("M", bound=BaseModel)

WHOLE = (Rate, Mean, Score, Percentiles, Ages, Measured)
"""Figures of several numbers that are told or withheld as one."""


def cells(group: BaseModel, within: str = "") -> Iterator[tuple[str, Any]]:
    """Each figure by its name; those of a list, a mapping or a part one by one."""
    for name in type(group).model_fields:
        value, key = getattr(group, name), f"{within}{name}"
        if isinstance(value, list):
            yield from ((one.name, one) for one in value)
        elif isinstance(value, dict):
            yield from ((f"{key}.{one}", amount) for one, amount in value.items())
        elif isinstance(value, BaseModel) and not isinstance(value, WHOLE):
            yield from cells(value, f"{key}.")
        elif name != "group":
            yield key, value


def counts(value: Any) -> tuple[int, ...]:
    """What of a figure can be counted back to people."""
    match value:
        case Rate() | Measured():
            return value.counts
        case Mean() | Score() | Percentiles() | Ages():
            return (value.n,)
        case Expected():
            return (value.rests_on,)
        case int():
            return (value,)
    return ()


def counted(name: str, value: Any) -> Row:
    """The counts of a figure as columns of their own."""
    return {f"{name} {number}": count for number, count in enumerate(counts(value))}


def without(group: M, hide: Collection[str], within: str = "") -> M:
    """The group with these figures withheld, also those of which there are none."""
    told: dict[str, Any] = {}
    for name in type(group).model_fields:
        value, key = getattr(group, name), f"{within}{name}"
        if isinstance(value, list):
            told[name] = [one.withheld if one.name in hide else one for one in value]
        elif isinstance(value, dict):
            kept = (one.removeprefix(f"{key}.") for one in hide if one.startswith(f"{key}."))
            told[name] = {**value, **dict.fromkeys(sorted(kept), SUPPRESSED)}
        elif isinstance(value, BaseModel) and not isinstance(value, WHOLE):
            told[name] = without(value, hide, f"{key}.")
        elif key in hide and value is not None:
            told[name] = SUPPRESSED
    return group.model_copy(update=told)
