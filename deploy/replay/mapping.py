"""What a foreign export's columns and words mean here: a data file, checked when it is read."""

import re
import unicodedata
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, field_validator

from deploy.data_files import Ending, Slug, Strict
from deploy.refusal import StartRefused
from shared.events.intake import AccessType, Language
from shared.yaml import YAMLError, from_yaml

PACKAGED = Path(__file__).with_name("mappings")
SLUG_LENGTH = 40


class Columns(Strict):
    """Which column says what."""

    number: str
    received: str
    closed: str
    agency: str
    substance: str
    channel: str
    status: str
    narrative: list[str] = Field(min_length=1)

    @cached_property
    def all(self) -> frozenset[str]:
        """Every column that must be there."""
        single = self.model_dump(exclude={"narrative"}).values()
        return frozenset({*single, *self.narrative})


class Mapping(Strict):
    """How the rows of one kind of export become complaints."""

    source: Slug
    office: Slug
    access_type: AccessType
    language: Language
    silent: bool
    reporter: str = Field(min_length=1, max_length=200)
    zone: str
    date_format: str
    columns: Columns
    slugs: dict[str, Slug] = Field(default_factory=dict)
    statuses: dict[str, Literal["open"] | Ending]

    @field_validator("zone")
    @classmethod
    def _a_zone_that_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"there is no time zone {name!r}") from error
        return name

    def slug(self, name: str) -> str:
        """The code for a name of theirs; empty if there is nothing in it to make one of."""
        return self.slugs.get(name) or as_slug(name)


@lru_cache(maxsize=4096)
def as_slug(name: str) -> str:
    """Lower case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:SLUG_LENGTH].strip("-")


def find_mapping(name: str) -> Mapping:
    """A packaged mapping by its name, or any by the path of its file."""
    path = Path(name) if name.endswith((".yaml", ".yml")) else PACKAGED / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(one.stem for one in PACKAGED.glob("*.yaml")))
        raise StartRefused(f"there is no mapping {name}: give the path of a file, or {known}")
    try:
        return Mapping.model_validate(from_yaml(path.read_bytes()))
    except (YAMLError, UnicodeDecodeError) as error:
        raise StartRefused(f"{path} is not YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        problems = [
            f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors()
        ]
        raise StartRefused(f"{path}: {'; '.join(problems[:5])}") from error
