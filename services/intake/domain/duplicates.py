"""How alike two complaints are, with the reasons: a person decides what that means."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from services.intake.domain.policy import Similarity

SHINGLE = 5
"""Letters in a row: long enough to mean something, short enough to survive Indonesian affixes."""

READ_LIMIT = 4_000
"""Letters of a story that are compared: what happened is told at its beginning."""

Likeness = Literal["agency", "substance", "place", "time", "text"]


@dataclass(frozen=True, slots=True)
class Sketch:
    """What of a complaint is compared; never leaves intake."""

    complaint_id: UUID
    agency: str | None
    substance: str
    region: str | None
    day: date
    shingles: frozenset[int] = frozenset()
    contacts: frozenset[str] = frozenset()
    """How the reporter can be reached, as far as it names one person."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another complaint that may be about the same, and why."""

    complaint_id: UUID
    score: float
    parts: dict[Likeness, float]
    """Each likeness from 0 to 1; one that cannot be known is left out and counts neither way."""
    same_reporter: bool


def shingles(text: str) -> frozenset[int]:
    """What a text is made of, whatever its case, spaces and punctuation."""
    plain = " ".join(re.findall(r"\w+", text[:READ_LIMIT].lower()))
    places = range(max(1, len(plain) - SHINGLE + 1))
    return frozenset(hash(plain[place : place + SHINGLE]) for place in places if plain)


def compare(one: Sketch, other: Sketch, weights: Similarity) -> Candidate:
    """The weighted mean of the known likenesses; the same whichever of the two comes first."""
    parts = _outer(one, other, weights) | {"text": _overlap(one.shingles, other.shingles)}
    known = sum(_weight(weights, part) for part in parts)
    score = sum(_weight(weights, part) * alike for part, alike in parts.items()) / known
    same = not one.contacts.isdisjoint(other.contacts)
    return Candidate(other.complaint_id, round(score, 3), parts, same)


def nearest(one: Sketch, others: Iterable[Sketch], weights: Similarity, most: int) -> list[Sketch]:
    """Those whose stories are worth reading: alike from the outside, the newest first."""

    def closeness(other: Sketch) -> tuple[float, UUID]:
        parts = _outer(one, other, weights)
        return sum(_weight(weights, part) * alike for part, alike in parts.items()), (
            other.complaint_id
        )

    return sorted(others, key=closeness, reverse=True)[:most]


def candidates(one: Sketch, others: Iterable[Sketch], weights: Similarity) -> list[Candidate]:
    """Those that are alike enough to be looked at, the most alike first."""
    compared = [compare(one, other, weights) for other in others]
    alike = [each for each in compared if each.score >= weights.threshold]
    return sorted(alike, key=lambda each: (-each.score, each.complaint_id))


def _outer(one: Sketch, other: Sketch, weights: Similarity) -> dict[Likeness, float]:
    parts: dict[Likeness, float] = {"substance": float(one.substance == other.substance)}
    if one.agency and other.agency:
        parts["agency"] = float(one.agency == other.agency)
    if one.region and other.region:
        parts["place"] = _nested(one.region.split("."), other.region.split("."))
    apart = abs((one.day - other.day).days)
    parts["time"] = round(max(0.0, 1 - apart / weights.days), 3)
    return parts


def _weight(weights: Similarity, part: Likeness) -> float:
    weight: float = getattr(weights, part)
    return weight


def _nested(one: Sequence[str], other: Sequence[str]) -> float:
    """The share of the place that both name: a village in the regency that the other names."""
    common = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        common += 1
    return round(common / max(len(one), len(other)), 3)


def _overlap(one: frozenset[int], other: frozenset[int]) -> float:
    """Jaccard: what both say, of what either says."""
    either = len(one | other)
    return round(len(one & other) / either, 3) if either else 0.0
