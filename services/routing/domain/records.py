"""What every record of the registry is: one noun's values under a key of their own."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.events.base import SLUG_PATTERN

Slug = Annotated[str, Field(pattern=SLUG_PATTERN)]
Words = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
Title = Annotated[Words, Field(min_length=1, max_length=200)]
Email = Annotated[str, Field(pattern=r"^[^@\s<>\"\x00]{1,64}@[^@\s<>\"\x00]+$", max_length=254)]


class Strict(BaseModel):
    """A part of an office's registry file; an unknown field is a typing error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Record(Strict):
    """One record; what it said before stays known in its history."""

    noun: ClassVar[str]
    """As its address says it."""
    key_field: ClassVar[str]

    @property
    def key(self) -> str:
        """Unique among the office's records of this noun."""
        return str(getattr(self, self.key_field))

    @property
    def of_agency(self) -> str | None:
        """The agency that it is about, where it is about one."""
        return getattr(self, "agency", None)


class Dated(Record):
    """A record that holds from one day to another."""

    valid_from: date | None = None
    valid_to: date | None = Field(None, description="The last day.")

    def holds(self, day: date) -> bool:
        since = self.valid_from is None or self.valid_from <= day
        return since and (self.valid_to is None or day <= self.valid_to)
