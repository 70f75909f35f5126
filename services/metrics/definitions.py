"""The registry of definitions: what each figure counts, in which version, in both languages."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from shared.errors import NotFound
from shared.events.intake import AccessType, Language
from shared.yaml import from_yaml

FILE = Path(__file__).parent / "definitions.yaml"
ID = "[MP][0-9]{2}"
"""M of the domain (D.3), P of this product."""


class NoSuchDefinition(NotFound):
    """Definitions are named by id, as M04, or by their word."""

    code = "no-such-definition"


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(_Frozen):
    name: str
    text: str


class Version(_Frozen):
    """What was counted, and how it was written, from a day on."""

    version: int = Field(ge=1)
    since: date = Field(description="The first day on which figures were made by it.")
    population: tuple[AccessType, ...]
    formula: str
    rounding: Literal["none", "half-up-2"]
    id: Text
    en: Text

    def told(self, language: Language) -> Text:
        return self.en if language == "en" else self.id


class Definition(_Frozen):
    """A figure's id, the word that stands for it in addresses, and all its versions."""

    id: Annotated[str, Field(pattern=f"^{ID}$")]
    slug: str
    versions: tuple[Version, ...]

    @model_validator(mode="after")
    def _in_order(self) -> "Definition":
        numbers = [one.version for one in self.versions]
        days = [one.since for one in self.versions]
        if numbers != list(range(1, len(numbers) + 1)) or days != sorted(set(days)):
            raise ValueError("versions are numbered from 1, each later than the one before")
        return self

    def on(self, day: date) -> Version:
        """The version in use on a day; the first one for what lies before it."""
        return next((one for one in reversed(self.versions) if one.since <= day), self.versions[0])

    @property
    def newest(self) -> Version:
        return self.versions[-1]


@lru_cache
def registry() -> Mapping[str, Definition]:
    """All of them by id, in order."""
    told = from_yaml(FILE.read_bytes())
    read = TypeAdapter(list[Definition]).validate_python(
        [{"id": name, **one} for name, one in told.items()]
    )
    return {one.id: one for one in read}


def find(name: str) -> Definition:
    """By id or by word; raises `NoSuchDefinition`."""
    for one in registry().values():
        if name in (one.id, one.slug):
            return one
    raise NoSuchDefinition("There is no such definition.")


def versions_of(names: list[str], day: date) -> dict[str, int]:
    """Under which version each of these figures is made, of what was known on a day."""
    return {name: registry()[name].on(day).version for name in names}


def shown(names: list[str], language: Language, day: date) -> list[dict[str, str]]:
    """These definitions as pages and paper print them."""
    found = [(name, registry()[name].on(day)) for name in names]
    return [
        {"id": name, "version": str(one.version), **one.told(language).model_dump()}
        for name, one in found
    ]
