"""What a question is as a statement: the shape it is made for, and the values put into it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from services.metrics.domain.period import Grain, Segment
from services.metrics.domain.reporters import ReportersBy
from services.metrics.store.places import Dimension, Place, within, within_office
from services.metrics.store.question import By, MessagesBy, Question

ACROSS = {"total", "month", "office", "access_type"}
"""What a question may group by that is not a dimension of the roll-ups."""


Bins = Literal["bin", "day"] | None
"""By what a distribution is read: its own bins, or the days on which a measure counts."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a statement is made for; all else is a parameter of it."""

    by: By | MessagesBy | ReportersBy
    place: Place
    measures: tuple[str, ...]
    stock: tuple[Grain, ...]
    flow: tuple[Grain, ...]
    one_agency: bool
    one_office: bool
    one_access_type: bool
    of_the_past: bool
    without_incidents: bool
    bins: Bins = None


def _place(question: Question) -> Place:
    across = question.by in ACROSS
    one_agency = question.agency is not None
    if question.by == "agency" or (across and one_agency):
        return Place("agency")
    dimension = "total" if across else cast(Dimension, question.by)
    return Place(dimension, each_agency=one_agency)


def shape_of(
    question: Question,
    measures: Sequence[str],
    earlier: Sequence[Segment],
    during: Sequence[Segment],
    *,
    bins: Bins = None,
) -> Shape:
    return Shape(
        by=question.by,
        place=_place(question),
        measures=tuple(measures),
        stock=tuple(segment.grain for segment in earlier),
        flow=tuple(segment.grain for segment in during),
        one_agency=question.agency is not None,
        one_office=question.office is not None,
        one_access_type=question.access_type is not None,
        of_the_past=question.as_of is not None,
        without_incidents=question.incidents == "without",
        bins=bins,
    )


def told(question: Question, segments: Sequence[Segment]) -> dict[str, Any]:
    """The values of all parameters that a statement may have."""
    place = _place(question)
    asked = {
        "dimension": place.dimension,
        "scope": _scope(question, place),
        "agency": question.agency,
        "office": question.office,
        "access_type": question.access_type,
        "start": question.start,
        "end": question.end,
        "as_of": question.as_of,
    }
    for number, segment in enumerate(segments):
        asked[f"start_{number}"] = segment.start
        asked[f"end_{number}"] = segment.end
    return asked


def _scope(question: Question, place: Place) -> str:
    if place.each_agency:
        return within(question.agency or "")
    return within_office(question.office or "")
