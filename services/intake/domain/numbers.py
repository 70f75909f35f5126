"""Agenda and archive numbers (domain A.3): without gaps, a series for an office, kind and year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.events.base import SLUG_PATTERN

AGENDA = "agenda"
"""The book of everything that comes in; the others are named by the access type."""

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")

EXAMPLE = {"number": 179, "kind": "LM", "month": "VI", "year": 2022, "code": "BJM"}


def _writable(form: str) -> str:
    try:
        written = form.format_map(EXAMPLE)
    except (KeyError, ValueError, IndexError, AttributeError, TypeError) as error:
        raise ValueError(f"a number has {', '.join(EXAMPLE)}, each in braces") from error
    if "179" not in written or "2022" not in written:
        raise ValueError("two complaints would have one number: {number} and {year} are needed")
    return form


Form = Annotated[str, AfterValidator(_writable)]


class Numbering(BaseModel):
    """How an office writes its numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    agenda: Form = "{number:06}.{year}"
    archive: Form = "{number:04}/{kind}/{month}/{year}/{code}"
    codes: Mapping[Annotated[str, Field(pattern=SLUG_PATTERN)], str] = {}
    """The office's code in its archive; of one that is not named, its own name in capitals."""

    def written_agenda(self, number: int, at: datetime, zone: ZoneInfo) -> str:
        """As it is stamped on the paper."""
        return self.agenda.format(
            **(EXAMPLE | {"number": number, "year": at.astimezone(zone).year})
        )

    def written_archive(
        self, number: int, kind: str, at: datetime, *, office: str, zone: ZoneInfo
    ) -> str:
        """As it stands on the file."""
        day = at.astimezone(zone)
        return self.archive.format(
            number=number,
            kind=kind,
            month=ROMAN[day.month - 1],
            year=day.year,
            code=self.codes.get(office, office.upper()),
        )


@dataclass(frozen=True, slots=True)
class Book:
    """One series: an office's agenda of a year, or its archive of an access type and a year."""

    office: str
    name: str
    year: int

    def begins(self, zone: ZoneInfo) -> datetime:
        return datetime(self.year, 1, 1, tzinfo=zone).astimezone(UTC)

    def ends(self, zone: ZoneInfo) -> datetime:
        return datetime(self.year + 1, 1, 1, tzinfo=zone).astimezone(UTC)
