"""Who is answered for: the office itself, agencies and their units."""

from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from services.routing.domain.records import Dated, Record, Slug, Title
from shared.events.cases import RequestKind

LONGEST_DAYS = 3_650

Region = Annotated[str, Field(pattern=r"^\d{2}(\.\d{2}){0,3}$")]
"""A code of Kemendagri; those of BPS differ for the same place."""


class Office(Record):
    """What an office says of itself."""

    noun: ClassVar[str] = "offices"
    key_field: ClassVar[str] = "office"

    office: Slug
    name: Title
    time_zone: str = "Asia/Jakarta"
    answer_days: dict[RequestKind, Annotated[int, Field(ge=0, le=LONGEST_DAYS)]] = Field(
        default_factory=dict, description="Calendar days; what is not given is as policy says."
    )

    @field_validator("time_zone")
    @classmethod
    def _a_zone_that_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"there is no time zone {name!r}") from error
        return name


class Agency(Dated):
    noun: ClassVar[str] = "agencies"
    key_field: ClassVar[str] = "agency"

    agency: Slug
    name: Title
    kind: Slug
    region: Region | None = None
    parent: Slug | None = Field(None, description="The agency that it is a part of.")
    vertical: bool = Field(
        False, description="Part of a ministry: its inspectorate watches, not the region's."
    )
    supervisor: Slug | None = Field(None, description="The agency that watches over it.")
    answers: bool = Field(True, description="By a focal point of its own; without one: an alarm.")


class Unit(Dated):
    """A part of an agency that serves the public."""

    noun: ClassVar[str] = "units"
    key_field: ClassVar[str] = "unit"

    unit: Slug
    agency: Slug
    name: Title
    kind: Slug
    region: Region | None = None
