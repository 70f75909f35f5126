"""Knows where each office is: in which time zone its days begin and end, and in which region."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    model_validator,
)

from shared.yaml import YAMLError, from_yaml

REGION_PATTERN = r"^\d{2}(\.\d{2}){0,3}$"
"""A code of Kemendagri."""

SHIPPED = Path(__file__).with_name("offices.yaml")


@dataclass(frozen=True, slots=True)
class Zones:
    """The zone of each office; an office that is not named uses the default."""

    default: ZoneInfo
    offices: dict[str, ZoneInfo]
    regions: Mapping[str, str] = field(default_factory=dict)
    """The region whose own closures an office keeps, where there are any."""

    def of(self, office: str | None) -> ZoneInfo:
        """The zone of an office, known or not."""
        return self.offices.get(office or "", self.default)


def _zone(name: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(name))
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"there is no time zone {name!r}") from error


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    default: Annotated[ZoneInfo, PlainValidator(_zone)]
    offices: dict[str, Annotated[ZoneInfo, PlainValidator(_zone)]]
    regions: dict[str, Annotated[str, Field(pattern=REGION_PATTERN)]] = {}

    @model_validator(mode="after")
    def _offices_that_there_are(self) -> Self:
        if unknown := sorted(set(self.regions) - set(self.offices)):
            raise ValueError(f"regions names no office of offices: {', '.join(unknown)}")
        return self


def read_zones(path: Path) -> Zones:
    """What a file says of offices; raises `ValueError`, of one line, with what is wrong."""
    try:
        told = _File.model_validate(from_yaml(path.read_bytes()))
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        problems = (
            f"{'.'.join(map(str, one['loc'])) or 'the document'}: {one['msg']}"
            for one in error.errors()
        )
        raise ValueError(f"{path}: {'; '.join(problems)}") from error
    return Zones(told.default, told.offices, told.regions)


def _readable(path: Path) -> Path:
    read_zones(path)
    return path


ZonesFile = Annotated[Path, AfterValidator(_readable)]
"""A setting that names such a file; a service does not start with one that cannot be read."""
