"""Who answers for what, and by which rule: reference data of one office, as values."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from shared.events.base import SLUG_PATTERN
from shared.events.routing import RequestKind

Slug = Annotated[str, Field(pattern=SLUG_PATTERN)]
Words = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
NAMED = "named"

LONGEST_DAYS = 3_650
HIGHEST_VERSION = 2**31 - 1


class Strict(BaseModel):
    """A part of an office's registry file; an unknown field is a typing error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Agency(Strict):
    agency: Slug
    name: Words = Field(min_length=1, max_length=200)
    kind: Slug
    region: str | None = Field(None, pattern=r"^\d{2}(\.\d{2}){0,3}$")


class FocalPoint(Strict):
    """One appointment (domain B.1)."""

    appointment_id: Slug
    agency: Slug
    name: Words = Field(min_length=1, max_length=200)
    email: str = Field(pattern=r"^[^@\s<>\"\x00]{1,64}@[^@\s<>\"\x00]+$", max_length=254)
    role: Literal["primary", "deputy"] = "primary"
    letter: Words | None = Field(None, max_length=100)
    valid_from: date
    valid_to: date | None = None

    def in_office(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Rule(Strict):
    """Places a case with an agency if each condition's fact is among its values."""

    name: Slug
    when: dict[
        Literal["agency", "substance", "region", "access_type", "channel", "campaign"], list[Words]
    ] = Field(default_factory=dict)
    agency: Slug = Field(description="An agency, or `named` for the one that the reporter named.")


class RuleSet(Strict):
    name: Slug
    version: int = Field(ge=1, le=HIGHEST_VERSION)
    rules: list[Rule]


class Registry(Strict):
    """All that an office's file says."""

    office: Slug
    name: Words = Field(min_length=1, max_length=200)
    time_zone: str = "Asia/Jakarta"
    answer_days: dict[RequestKind, Annotated[int, Field(ge=0, le=LONGEST_DAYS)]] = Field(
        default_factory=dict, description="Calendar days; what is not given is as policy says."
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


def contradictions(registry: Registry) -> Iterator[str]:
    """What each field alone cannot show."""
    agencies = {agency.agency for agency in registry.agencies}
    for slug in twice([agency.agency for agency in registry.agencies]):
        yield f"agencies: {slug} is there twice"
    for appointment in twice([point.appointment_id for point in registry.focal_points]):
        yield f"focal_points: {appointment} is there twice"
    for place, point in enumerate(registry.focal_points):
        if point.agency not in agencies:
            yield f"focal_points.{place}.agency: the office has no agency {point.agency}"
        if point.valid_to is not None and point.valid_to < point.valid_from:
            yield f"focal_points.{place}.valid_to: before valid_from"
    if not registry.rule_set.rules:
        yield "rule_set.rules: without a rule no case can be placed"
    for place, rule in enumerate(registry.rule_set.rules):
        if rule.agency not in agencies | {NAMED}:
            yield f"rule_set.rules.{place}.agency: the office has no agency {rule.agency}"


def twice(names: Sequence[str]) -> list[str]:
    """The names that are there more than once."""
    return [name for name, count in Counter(names).items() if count > 1]


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


def _precedence(point: FocalPoint) -> tuple[bool, int]:
    return point.role != "primary", -point.valid_from.toordinal()


def matches(rule: Rule, facts: Mapping[str, Any]) -> bool:
    """Whether every condition of the rule holds for the complaint's facts."""
    return all(facts.get(name) in values for name, values in rule.when.items())
