"""Loads the decrees from the data files beside it: the calendar's only touch with a disk."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError

from shared.calendar.almanac import Almanac
from shared.calendar.decrees import Local, Year, contradictions
from shared.errors import Refused

YEARS = Path(__file__).with_name("years")
CLOSURES = Path(__file__).with_name("closures")

SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""In C where there is one: the other would take ten times as long, at every start."""

C = TypeVar("C", Year, Local)


class WrongCalendarFile(Refused):
    """A data file cannot be what it says: no deadline is counted on half a calendar."""

    code = "wrong-calendar-file"


def load(*, years: Path = YEARS, closures: Path = CLOSURES) -> Almanac:
    """Everything decreed; raises `WrongCalendarFile`, which names file and field.

    `<year>.yaml` is national, `<code of region or agency>.yaml` local.
    """
    if not years.is_dir():
        raise WrongCalendarFile(f"{years}: there is no such folder of calendar files.")
    national = [_read(path, Year) for path in _files(years)]
    local = [_read(path, Local) for path in _files(closures)]
    return Almanac({one.year: one for one in national}, {one.code: one for one in local})


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(folder.glob("*.yaml")))


def _read(path: Path, form: type[C]) -> C:
    try:
        told = yaml.load(path.read_bytes(), Loader=SAFE_LOADER)  # noqa: S506
        chapter = form.model_validate(told)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise WrongCalendarFile(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the document"
        raise WrongCalendarFile(f"{path}: {field}: {first['msg']}") from error
    problems = list(contradictions(chapter))
    if chapter.code != path.stem:
        problems.insert(0, f"tells of {chapter.code}, but the file is {path.name}")
    if problems:
        raise WrongCalendarFile(f"{path}: {'; '.join(problems)}")
    return chapter
