"""Decrees on closed days, as the data files tell them: what each adds and drops, and since when."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.calendar.days import Closed, Kind
from shared.events.base import SLUG_PATTERN

Words = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class Strict(BaseModel):
    """A part of a data file; an unknown field is a typing error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ClosedDay(Strict):
    """A day that a decree closes; `id` and `en` are its name in both languages."""

    day: date
    id: Words
    en: Words


class Decree(Strict):
    """What one decree changes: decrees are amended within the year that they are about."""

    name: Words
    known_since: date = Field(description="The day of signing or, failing that, of publication.")
    holidays: tuple[ClosedDay, ...] = ()
    joint_leave: tuple[ClosedDay, ...] = Field((), description="Cuti bersama.")
    closures: tuple[ClosedDay, ...] = Field((), description="Of a region or an agency only.")
    drops: tuple[date, ...] = Field((), description="Days closed before that are open again.")

    def closed(self, *, joint_leave: bool) -> Iterator[Closed]:
        told: list[tuple[Kind, tuple[ClosedDay, ...]]] = [
            ("holiday", self.holidays),
            ("joint-leave", self.joint_leave if joint_leave else ()),
            ("closure", self.closures),
        ]
        for kind, days in told:
            for one in days:
                yield Closed(one.day, kind, one.id, one.en, self.name)


class Chapter(Strict):
    """Decrees about one thing, the earliest first: files are only ever appended to."""

    decrees: tuple[Decree, ...] = Field(min_length=1)

    def known(self, on: date | None) -> int:
        """How many of the decrees were known on a day; all of them if none is given."""
        if on is None:
            return len(self.decrees)
        return sum(decree.known_since <= on for decree in self.decrees)

    def closed(self, number: int, *, joint_leave: bool = True) -> dict[date, Closed]:
        """The closed days after so many decrees."""
        found: dict[date, Closed] = {}
        for decree in self.decrees[:number]:
            for day in decree.drops:
                found.pop(day, None)
            found.update((one.day, one) for one in decree.closed(joint_leave=joint_leave))
        return found


class Year(Chapter):
    """The national holidays and the *cuti bersama* of a year."""

    year: int = Field(ge=1945, le=9999)

    @property
    def code(self) -> str:
        return str(self.year)


class Local(Chapter):
    """Closures of an agency or of a region: a code of Kemendagri, with all that lies in it."""

    region: str | None = Field(None, pattern=r"^\d{2}(\.\d{2}){0,3}$")
    agency: str | None = Field(None, pattern=SLUG_PATTERN)
    name: Words

    @property
    def code(self) -> str:
        return self.region or self.agency or ""

    def concerns(self, region: str | None, agency: str | None) -> bool:
        if self.region is None:
            return agency is not None and self.agency == agency
        return region is not None and region.startswith(self.region)


def contradictions(chapter: Year | Local) -> Iterator[str]:
    """What each field alone cannot show."""
    national = isinstance(chapter, Year)
    if isinstance(chapter, Local) and (chapter.region is None) == (chapter.agency is None):
        yield "region, agency: exactly one of them"
    so_far: dict[date, Closed] = {}
    before = date.min
    for place, decree in enumerate(chapter.decrees):
        where = f"decrees.{place}"
        if decree.known_since < before:
            yield f"{where}.known_since: earlier than that of the decree before"
        before = decree.known_since
        if national and decree.closures:
            yield f"{where}.closures: a national decree has none"
        if not national and (decree.holidays or decree.joint_leave):
            yield f"{where}: a region or an agency has closures only"
        for day in decree.drops:
            if so_far.pop(day, None) is None:
                yield f"{where}.drops: {day} was not closed"
        for one in decree.closed(joint_leave=True):
            if isinstance(chapter, Year) and one.day.year != chapter.year:
                yield f"{where}: {one.day} is not in {chapter.year}"
            if one.day in so_far:
                yield f"{where}: {one.day} is there twice"
            so_far[one.day] = one
