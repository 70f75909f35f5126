"""Reads the policy rows and the calendar that are in force: how long, and who is told, is data."""

from functools import lru_cache
from pathlib import Path
from weakref import WeakKeyDictionary

from pydantic import ValidationError

from services.routing.domain.clocks import Clocks
from services.routing.domain.directory import Directory
from services.routing.domain.policy import Policies
from shared.calendar import files
from shared.calendar.almanac import Almanac
from shared.calendar.days import Calendar
from shared.errors import Refused
from shared.offices import SHIPPED as OFFICES
from shared.offices import Zones, read_zones
from shared.yaml import YAMLError, from_yaml

SHIPPED = Path(__file__).with_name("policies.yaml")


class WrongPolicyFile(Refused):
    """The policy file cannot be what it says: no clock runs by half a policy."""

    code = "wrong-policy-file"


@lru_cache
def read(path: Path = SHIPPED) -> Policies:
    """Raises `WrongPolicyFile`, which names file and field."""
    try:
        policies = Policies.model_validate(from_yaml(path.read_bytes()))
        for office in policies.offices:
            policies.of(office)
    except YAMLError as error:
        raise WrongPolicyFile(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the document"
        raise WrongPolicyFile(f"{path}: {field}: {first['msg']}") from error
    return policies


@lru_cache
def almanac() -> Almanac:
    return files.load()


_offices: Zones = read_zones(OFFICES)


def in_force(offices: Path = OFFICES) -> None:
    """Read everything once; a file that is wrong keeps the service from starting."""
    global _offices  # noqa: PLW0603 - a process is one service, and handlers are told no settings
    _offices = read_zones(offices)
    read()
    almanac()


_clocks: WeakKeyDictionary[Directory, Clocks] = WeakKeyDictionary()
"""A directory is never changed: a new one takes its place, and has clocks of its own."""


def clocks(directory: Directory) -> Clocks:
    """The clocks of an office as its registry is now."""
    known = _clocks.get(directory)
    if known is None:
        known = _clocks[directory] = made(directory)
    return known


def made(directory: Directory) -> Clocks:
    """The clocks of an office, for whoever asks once."""
    policy = read().of(directory.office)
    return Clocks(
        zone=directory.zone,
        policy=policy,
        calendar=calendar_of(directory.office),
        calendars=_own_calendars(directory),
        answer_days=directory.answer_days,
        commitments=directory.commitments,
    )


def _own_calendars(directory: Directory) -> dict[str, Calendar]:
    """Of agencies that are closed on days of their own, or lie where others are closed."""
    office = directory.office
    region = _offices.regions.get(office)
    made_of: dict[tuple[str, ...], Calendar] = {}
    own: dict[str, Calendar] = {}
    for name, agency in directory.agencies.items():
        local = almanac().local(region=region, agency=name, agency_region=agency.region)
        if local != almanac().local(region=region):
            if local not in made_of:
                made_of[local] = calendar_of(office, name, agency.region)
            own[name] = made_of[local]
    return own


def calendar_of(office: str, agency: str | None = None, region: str | None = None) -> Calendar:
    """As decreed by today, with the closures of the region that the office works in.

    And with those of the agency whose clocks are counted and of its region, if they are an
    agency's: what is asked of an agency waits while its own place is closed.
    """
    closed = read().of(office).joint_leave_closed
    here = _offices.regions.get(office)
    return almanac().calendar(
        region=here, agency=agency, agency_region=region, joint_leave_closed=closed
    )


def calendar_in(directory: Directory, agency: str | None) -> Calendar:
    """The same, of an office and an agency as the registry has them."""
    known = clocks(directory)
    return known.calendars.get(agency or "", known.calendar)


def recalled(version: str) -> Calendar:
    """The calendar by which a clock was counted once."""
    return almanac().recalled(version)


def is_current(today: Calendar, version: str) -> bool:
    """Whether a deadline that was counted by that calendar would be counted the same.

    The first closures of a region or an agency are none of a calendar that was made before.
    """
    parts = version.split("+")
    known = {*today.versions.values(), *today.local}
    return known.issuperset(parts) and set(today.local) <= set(parts)
