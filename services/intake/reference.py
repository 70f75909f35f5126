"""Loads by what complaints are verified, when intake starts: policies and code lists are data."""

from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from services.intake.domain import Rules
from services.intake.domain.complaint import CalendarOf
from services.intake.domain.kinds import Kinds
from services.intake.domain.policy import Closures, Policy
from shared import keywords, reporter_lists
from shared.calendar import files
from shared.calendar.almanac import Almanac
from shared.calendar.days import Calendar
from shared.errors import Refused
from shared.offices import SHIPPED, Zones, read_zones
from shared.yaml import YAMLError, from_yaml

HERE = Path(__file__).parent
POLICIES = HERE / "policies.yaml"
KINDS = HERE / "maladministration.yaml"

M = TypeVar("M", bound=BaseModel)


class WrongPolicy(Refused):
    """A policy file cannot be what it says; the service does not start with half of one."""

    code = "wrong-policy"


def rules(policies: Path = POLICIES, offices: Path = SHIPPED) -> Rules:
    """What the files say. Raises `WrongPolicy`, which names file and field."""
    policy = _read(policies, Policy)
    zones, kinds = read_zones(offices), _read(KINDS, Kinds)
    calendar_of = _calendars(policy.calendar, zones)
    lists = (keywords.shipped(), reporter_lists.shipped())
    return Rules(policy, kinds, zones.of, calendar_of, _recalled, *lists)


def _calendars(closures: Closures, zones: Zones) -> CalendarOf:
    """The calendar of each office, made when it is first asked for: filing asks for none."""

    @lru_cache
    def of(office: str | None) -> Calendar:
        region = zones.regions.get(office or "")
        closed = closures.joint_leave_closed
        return _almanac().calendar(region=region, joint_leave_closed=closed)

    return of


@lru_cache
def _recalled(version: str) -> Calendar:
    return _almanac().recalled(version)


@lru_cache
def _almanac() -> Almanac:
    return files.load()


def _read(path: Path, kind: type[M]) -> M:
    try:
        return kind.model_validate(from_yaml(path.read_bytes()))
    except (OSError, YAMLError, UnicodeDecodeError) as error:
        raise WrongPolicy(f"{path}: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        places = (
            f"{'.'.join(str(part) for part in one['loc']) or 'the document'}: {one['msg']}"
            for one in error.errors()
        )
        raise WrongPolicy(f"{path}: {'; '.join(places)}") from error
