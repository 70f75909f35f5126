"""What a link opens: a row, among the agencies and officers as they are now."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from services.routing.domain.directory import Directory

LONGEST = 7_000
"""Characters of what is typed; in a form's encoding they fit into the largest body that is read."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Common to a request and a corrective action."""

    row: Any
    directory: Directory

    @property
    def zone(self) -> ZoneInfo:
        return self.directory.zone

    @property
    def agency_name(self) -> str:
        return self.directory.agencies[self.row.agency].name
