"""Knows in which time zone each office's days are counted."""

from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

FILE = Path(__file__).with_name("offices.yaml")

SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=1)
def _zones() -> tuple[ZoneInfo, dict[str, ZoneInfo]]:
    told = yaml.load(FILE.read_bytes(), Loader=SAFE_LOADER)  # noqa: S506 - it is the safe one
    return ZoneInfo(told["default"]), {
        office: ZoneInfo(name) for office, name in told["offices"].items()
    }


def default_zone() -> ZoneInfo:
    """Of what names no office."""
    return _zones()[0]


def zone_of(office: str) -> ZoneInfo:
    """The zone of an office, known or not."""
    default, zones = _zones()
    return zones.get(office, default)
