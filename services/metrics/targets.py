"""Reads the file of targets."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from services.metrics.domain.span import NoSuchReport, read_span
from services.metrics.domain.target import MeanTarget, Target
from shared.events.base import SLUG_PATTERN
from shared.yaml import YAMLError, from_yaml

SHIPPED = Path(__file__).with_name("targets.yaml")


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")

    period: str
    office: str | None = Field(None, pattern=SLUG_PATTERN)
    target: int | None = Field(None, gt=0)
    mean_days: int | None = Field(None, gt=0)
    since: date
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if (self.target is None) == (self.mean_days is None):
            raise ValueError("a line has `target` or `mean_days`")
        return self

    def told(self) -> Target | MeanTarget:
        span, more = read_span(self.period), (self.since, self.source, self.office)
        if self.mean_days is not None:
            return MeanTarget(span, self.mean_days, *more)
        return Target(span, self.target or 0, *more)


@lru_cache(maxsize=8)
def read_targets(path: Path) -> tuple[Target | MeanTarget, ...]:
    """The targets that a file names; raises `ValueError`, of one line, with what is wrong."""
    try:
        lines = TypeAdapter(list[_Line]).validate_python(from_yaml(path.read_bytes()))
        return tuple(line.told() for line in lines)
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    except NoSuchReport as error:
        raise ValueError(f"{path}: {error}") from error
    except ValidationError as error:
        problems = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise ValueError(f"{path}: {'; '.join(problems)}") from error


def _readable(path: Path) -> Path:
    read_targets(path)
    return path


TargetsFile = Annotated[Path, AfterValidator(_readable)]
"""A setting that names such a file; a service does not start with one that cannot be read."""
