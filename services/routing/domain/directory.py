"""An office's registry, arranged for looking up: nothing is searched for while a case waits."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from services.routing.domain.agencies import Agency
from services.routing.domain.officers import Absence, Bearer, Commitment, FocalPoint
from services.routing.domain.registry import Registry
from services.routing.domain.rules import Line, RuleSet, in_force
from shared.events.cases import RequestKind

R = TypeVar("R")

DAY = timedelta(days=1)
LOOKED_BACK = timedelta(days=366)


@dataclass(frozen=True, eq=False)
class Directory:
    """What one version of an office's registry says."""

    office: str
    name: str
    zone: ZoneInfo
    answer_days: Mapping[RequestKind, int]
    agencies: Mapping[str, Agency]
    appointments: Mapping[str, tuple[FocalPoint, ...]]
    """By agency; the primary officer comes first, the later appointment before the earlier."""
    absences: Mapping[str, tuple[Absence, ...]]
    commitments: Mapping[str, tuple[Commitment, ...]]
    bearers: tuple[Bearer, ...]
    versions: tuple[RuleSet, ...]
    placed: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    """Placements by facts and day: what assigning has worked out already."""
    _lines: dict[date, tuple[RuleSet, tuple[Line, ...]] | None] = field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def of(cls, registry: Registry) -> "Directory":
        points = sorted(registry.focal_points, key=_precedence)
        return cls(
            registry.office,
            registry.name,
            ZoneInfo(registry.time_zone),
            dict(registry.answer_days),
            {agency.agency: agency for agency in registry.agencies},
            _by(points, "agency"),
            _by(registry.absences, "appointment_id"),
            _by(registry.commitments, "agency"),
            tuple(registry.bearers),
            tuple(registry.versions),
        )

    def lines(self, day: date) -> tuple[RuleSet, tuple[Line, ...]] | None:
        """The rules that hold on a day, with their version."""
        if day not in self._lines:
            version = in_force(self.versions, day)
            lines = tuple(Line.of(rule) for rule in version.rules) if version else ()
            self._lines[day] = (version, lines) if version else None
        return self._lines[day]

    def has(self, agency: str, day: date) -> bool:
        """Whether the agency is there on that day."""
        known = self.agencies.get(agency)
        return known is not None and known.holds(day)

    def answers(self, point: FocalPoint, day: date) -> bool:
        """Whether an officer is in office on that day and not away."""
        absences = self.absences.get(point.appointment_id, ())
        return point.in_office(day) and not any(one.holds(day) for one in absences)

    def officers(self, agency: str, day: date) -> list[FocalPoint]:
        """Whoever answers for the agency on that day, the first one first."""
        if not self.has(agency, day):
            return []
        known = self.appointments.get(agency, ())
        # An officer of one unit answers for the whole agency only where nobody else does.
        known = (*(one for one in known if not one.unit), *(one for one in known if one.unit))
        return [point for point in known if self.answers(point, day)]

    def officer(self, agency: str, day: date) -> FocalPoint | None:
        """The focal point in office on that day; the deputy where there is no primary."""
        return next(iter(self.officers(agency, day)), None)

    def vacant(self, day: date) -> list[str]:
        """Agencies that should answer on that day and have nobody who does."""
        return [
            name
            for name, agency in self.agencies.items()
            if agency.answers and agency.holds(day) and not self.officers(name, day)
        ]

    def vacant_since(self, agency: str, day: date) -> date:
        """The first day of a vacancy, as far back as anybody was appointed, a year at most."""
        known = self.appointments.get(agency, ())
        first = min((one.valid_from for one in known), default=day)
        since, earliest = day, max(first, day - LOOKED_BACK)
        while since > earliest and not self.officers(agency, since - DAY):
            since -= DAY
        return since


def _by(records: Iterable[R], field_name: str) -> dict[str, tuple[R, ...]]:
    found: dict[str, list[R]] = defaultdict(list)
    for record in records:
        found[getattr(record, field_name)].append(record)
    return {key: tuple(them) for key, them in found.items()}


def _precedence(point: FocalPoint) -> tuple[bool, int, str]:
    return point.role != "primary", -point.valid_from.toordinal(), point.appointment_id
