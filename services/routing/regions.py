"""Reads the regions that are shipped: codes of Kemendagri, with those of BPS beside them."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from services.routing.domain.agencies import Region
from services.routing.domain.records import Strict, Title
from shared.yaml import from_yaml

SHIPPED = Path(__file__).with_name("regions.yaml")


class Place(Strict):
    """A province, a regency or a city; its code is that of Kemendagri on the given days."""

    code: Region
    bps: str | None = None
    name: Title
    kind: Literal["province", "regency", "city"]
    seat: Title | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        since = self.valid_from is None or self.valid_from <= day
        return since and (self.valid_to is None or day <= self.valid_to)


_places = TypeAdapter(list[Place])


@lru_cache
def places() -> tuple[Place, ...]:
    """All of them, in the order of their codes."""
    found = _places.validate_python(from_yaml(SHIPPED.read_bytes()))
    return tuple(sorted(found, key=lambda one: one.code))
