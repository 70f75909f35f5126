"""Who answers for what, and by which rule: reference data of one office, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator

from shared.events.base import SLUG_PATTERN
from shared.events.routing import RequestKind

Slug = Annotated[str, Field(pattern=SLUG_PATTERN)]
NAMED = "named"


class Strict(BaseModel):
    """A part of an office's registry file; an unknown field is a typing error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Agency(Strict):
    agency: Slug
    name: str = Field(min_length=1, max_length=200)
    kind: Slug
    region: str | None = Field(None, pattern=r"^\d{2}(\.\d{2}){0,3}$")


class FocalPoint(Strict):
    """One appointment (domain B.1)."""

    appointment_id: Slug
    agency: Slug
    name: str = Field(min_length=1, max_length=200)
    email: str = Field(pattern=r"^[^@\s<>\"]{1,64}@[^@\s<>\"]+$", max_length=254)
    role: Literal["primary", "deputy"] = "primary"
    letter: str | None = Field(None, max_length=100)
    valid_from: date
    valid_to: date | None = None

    def in_office(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Rule(Strict):
    """Places a case with an agency if each condition's fact is among its values."""

    name: Slug
    when: dict[
        Literal["agency", "substance", "region", "access_type", "channel", "campaign"], list[str]
    ] = Field(default_factory=dict)
    agency: Slug = Field(description="An agency, or `named` for the one that the reporter named.")


class RuleSet(Strict):
    name: Slug
    version: int = Field(ge=1)
    rules: list[Rule]


class Registry(Strict):
    """All that an office's file says."""

    office: Slug
    name: str = Field(min_length=1, max_length=200)
    time_zone: str = "Asia/Jakarta"
    answer_days: dict[RequestKind, int] = Field(
        default={"clarification": 14, "rco": 3},
        description="Calendar days from the day of sending (domain D06; D16 is our proposal).",
    )
    agencies: list[Agency]
    focal_points: list[FocalPoint]
    rule_set: RuleSet

    @field_validator("time_zone")
    @classmethod
    def _a_zone_that_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"there is no time zone {name!r}") from error
        return name


@dataclass(frozen=True)
class Directory:
    """An office's registry, arranged for looking up."""

    office: str
    zone: ZoneInfo
    answer_days: Mapping[RequestKind, int]
    agencies: frozenset[str]
    appointments: Mapping[str, tuple[FocalPoint, ...]]
    rule_set: str
    rules_version: int
    rules: tuple[Rule, ...]

    @classmethod
    def of(cls, registry: Registry) -> "Directory":
        appointments: dict[str, list[FocalPoint]] = {}
        for point in registry.focal_points:
            appointments.setdefault(point.agency, []).append(point)
        # The primary officer comes before the deputy, the later appointment before the earlier.
        ordered = {
            agency: tuple(sorted(points, key=_precedence))
            for agency, points in appointments.items()
        }
        return cls(
            registry.office,
            ZoneInfo(registry.time_zone),
            dict(registry.answer_days),
            frozenset(agency.agency for agency in registry.agencies),
            ordered,
            registry.rule_set.name,
            registry.rule_set.version,
            tuple(registry.rule_set.rules),
        )

    def officer(self, agency: str, day: date) -> FocalPoint | None:
        """The focal point in office on that day; the deputy where there is no primary."""
        for point in self.appointments.get(agency, ()):
            if point.in_office(day):
                return point
        return None

    def due(self, kind: RequestKind, sent: datetime) -> datetime:
        """The last second of the last day for an answer, in the office's zone; day 0 is sending."""
        last = sent.astimezone(self.zone).date() + timedelta(days=self.answer_days[kind])
        return datetime.combine(last, time(23, 59, 59), self.zone)


def _precedence(point: FocalPoint) -> tuple[bool, int]:
    return point.role != "primary", -point.valid_from.toordinal()


def matches(rule: Rule, facts: Mapping[str, Any]) -> bool:
    """Whether every condition of the rule holds for the complaint's facts."""
    return all(facts.get(name) in values for name, values in rule.when.items())
