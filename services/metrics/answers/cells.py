"""What stands in a cell of a table, in no language yet."""

from dataclasses import dataclass

from services.metrics.answers.values import Ages, Mean, Percentiles, Rate, Score
from services.metrics.domain.suppression import Suppressed


@dataclass(frozen=True, slots=True)
class Word:
    """A code of some kind, or a day; nothing to be counted."""

    kind: str
    code: str


@dataclass(frozen=True, slots=True)
class Expected:
    """From the least to the most that are to be expected, and the count that this rests on."""

    low: int
    high: int
    rests_on: int


Value = int | Rate | Mean | Score | Percentiles | Ages | Word | Expected | Suppressed | None
"""A count, or a figure with what it was made of; None where nothing can be told."""
