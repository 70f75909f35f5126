"""What may be known of reporters outside intake: their class and their province, never who."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field

from shared.errors import Unacceptable
from shared.events.base import SLUG_PATTERN
from shared.events.intake import AccessType


class _Listed(BaseModel):
    """An entry of a list, with the days between which it may be said."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    valid_from: date = date(2000, 1, 1)
    valid_to: date | None = Field(None, description="The last day.")

    def is_valid(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class ReporterClass(_Listed):
    """What kind of reporter it is (domain A.3)."""

    code: str = Field(pattern=SLUG_PATTERN)
    id: str = Field(description="In Indonesian.")
    en: str = Field(description="In English.")
    of: AccessType | None = Field(None, description="Of these alone, and of all of them.")
    offered: bool = Field(False, description="Whether the form for citizens has it.")


class Province(_Listed):
    code: str = Field(pattern=r"^[0-9]{2}$", description="Of Kemendagri.")
    name: str


class Reporters(BaseModel):
    """Both lists."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    classes: tuple[ReporterClass, ...]
    provinces: tuple[Province, ...]

    @cached_property
    def own(self) -> Mapping[AccessType, str]:
        """The access types that have a class of their own."""
        return {one.of: one.code for one in self.classes if one.of}

    def class_of(self, said: str | None, access_type: AccessType, on: date) -> str | None:
        """The class that a complaint is told with. Raises `Unacceptable` without repeating it."""
        own = self.own.get(access_type)
        if said is None or said == own:
            return own
        known = {one.code: one for one in self.classes if one.is_valid(on)}
        if own is not None or said not in known or known[said].of is not None:
            raise Unacceptable(f"reporter_class: no class of a {access_type} on {on}.")
        return said

    def check_province(self, said: str | None, on: date) -> None:
        """Raises `Unacceptable` for what is no province on that day."""
        if said is not None and not any(
            one.code == said and one.is_valid(on) for one in self.provinces
        ):
            raise Unacceptable(f"reporter_province: no province on {on}.")

    @property
    def names(self) -> Mapping[str, Mapping[str, str]]:
        """What people call each code, by language."""
        named = {one.code: {"id": one.id, "en": one.en} for one in self.classes}
        return named | {one.code: {"id": one.name, "en": one.name} for one in self.provinces}
