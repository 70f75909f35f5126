"""What check-lists of a service standard say of an agency: score, zone, gaps (domain B.7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from services.metrics.domain import figures
from shared.events.registry import COMPONENTS, AssessmentRecorded

Zone = Literal["green", "yellow", "red"]
Assessor = Literal["agency", "supervisor", "office"]


@dataclass(frozen=True, slots=True)
class Band:
    """A zone, from its least score on; within it perhaps a grade."""

    zone: Zone
    least: Decimal
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """The bands of some years, the highest first."""

    first: int
    last: int
    bands: tuple[Band, ...]


def scale_of(year: int, scales: Sequence[Scale]) -> Scale | None:
    return next((one for one in scales if one.first <= year <= one.last), None)


@dataclass(frozen=True, slots=True)
class Score:
    """So many components fulfilled of those that are applicable."""

    fulfilled: int
    applicable: int

    @property
    def percent(self) -> str:
        return figures.percent(self.fulfilled, self.applicable)

    def band(self, year: int, scales: Sequence[Scale]) -> Band | None:
        """By the scale of the year, at the score as it is printed; None where there is no scale."""
        if not self.applicable:
            return None
        scale = scale_of(year, scales)
        printed = Decimal(self.percent)
        return next((one for one in scale.bands if printed >= one.least), None) if scale else None


@dataclass(frozen=True, slots=True)
class Checked:
    """All that was checked of an agency by one kind of assessor: of each unit the newest list."""

    agency: str
    assessor: Assessor
    lists: tuple[AssessmentRecorded, ...]

    @property
    def score(self) -> Score:
        answers = [answer for one in self.lists for answer in one.components.values()]
        return Score(answers.count("yes"), answers.count("yes") + answers.count("no"))

    @property
    def evidenced(self) -> Score:
        """Of what is said to be fulfilled, how much rests on evidence."""
        yes = [(one, name) for one in self.lists for name in fulfilled(one)]
        return Score(sum(name in one.evidenced for one, name in yes), len(yes))

    def band(self, scales: Sequence[Scale]) -> Band | None:
        """None where the lists are of years with different scales: their sum is of neither."""
        years = {one.assessed_on.year for one in self.lists}
        if len({scale_of(year, scales) for year in years}) != 1:
            return None
        return self.score.band(min(years), scales)

    @property
    def newest(self) -> date:
        return max(one.assessed_on for one in self.lists)

    @property
    def gaps(self) -> list[tuple[str, int]]:
        """The components that some unit lacks, and how many do; in the order of the law."""
        lacking = [(name, self._lacking(name)) for name in COMPONENTS]
        return [(name, units) for name, units in lacking if units]

    def _lacking(self, component: str) -> int:
        return sum(one.components.get(component) == "no" for one in self.lists)


def fulfilled(one: AssessmentRecorded) -> list[str]:
    return [name for name, answer in one.components.items() if answer == "yes"]


def checked(
    lists: Iterable[AssessmentRecorded], until: date, since: date = date.min
) -> list[Checked]:
    """By agency and assessor, of each unit the newest list that was made before `until`.

    An agency's own list and that of the office are never mixed: one is a claim, one a finding.
    """
    newest: dict[tuple[str, Assessor, str], AssessmentRecorded] = {}
    for one in sorted(lists, key=lambda told: (told.assessed_on, told.record_id)):
        if since <= one.assessed_on < until:
            newest[one.agency, one.assessed_by, one.unit or ""] = one
    found: dict[tuple[str, Assessor], list[AssessmentRecorded]] = {}
    for (agency, assessor, _), one in sorted(newest.items()):
        found.setdefault((agency, assessor), []).append(one)
    return [Checked(*key, tuple(units)) for key, units in found.items()]


def years(lists: Iterable[AssessmentRecorded], until: date) -> dict[int, list[Checked]]:
    """The same, each year by itself, of what was checked in it."""
    told = list(lists)
    known = sorted({one.assessed_on.year for one in told if one.assessed_on < until})
    return {
        year: checked(told, min(until, date(year + 1, 1, 1)), date(year, 1, 1)) for year in known
    }
