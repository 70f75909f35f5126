"""Which group of agencies an agency belongs to, by its type in the registry."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from services.metrics.domain.registry import Registry
from shared.yaml import from_yaml

FILE = Path(__file__).with_name("agency_groups.yaml")

OTHERS = "lain-lain"
UNKNOWN = "tidak-dikenal"
"""Of an agency that nothing was told of, and of what is with nobody yet."""


@lru_cache
def groups() -> Mapping[str, str]:
    """The group of each type that has one."""
    told: dict[str, list[str]] = from_yaml(FILE.read_bytes())
    return {kind: group for group, kinds in told.items() for kind in kinds}


def group_of(registry: Registry, agency: str) -> str:
    """The group that an agency counts in."""
    known = registry.agencies.get(agency)
    return groups().get(known.kind, OTHERS) if known else UNKNOWN
