"""Who answers for what, made of what was told: the highest version stands, in any order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple, TypeVar

from shared.events.registry import (
    ANNOUNCED,
    AgencyRecorded,
    AssessmentRecorded,
    FocalPointAppointed,
    FocalPointEnded,
    RecordWithdrawn,
    RegistryFact,
    UnitRecorded,
)

CONTRACTS: Mapping[str, type[RegistryFact]] = {fact.type: fact for fact in ANNOUNCED}
NOUNS: Mapping[type[RegistryFact], str] = {
    AgencyRecorded: "agencies",
    UnitRecorded: "units",
    AssessmentRecorded: "assessments",
}
"""How a withdrawal names the records of a fact."""

F = TypeVar("F", bound=RegistryFact)


class Told(NamedTuple):
    """One telling: its type, the version of its record, and what it says, as JSON."""

    kind: str
    sequence: int
    said: str


@dataclass(frozen=True, slots=True)
class Officer:
    """One appointment; it ends where its last day is known."""

    office: str
    agency: str
    unit: str | None
    role: str
    valid_from: date
    valid_to: date | None

    def in_office(self, day: date) -> bool:
        return holds(self.valid_from, self.valid_to, day)


@dataclass(frozen=True)
class Registry:
    """What stands, of all offices."""

    agencies: Mapping[str, AgencyRecorded] = field(default_factory=dict)
    """By code."""
    units: tuple[UnitRecorded, ...] = ()
    officers: tuple[Officer, ...] = ()
    assessments: tuple[AssessmentRecorded, ...] = ()

    @cached_property
    def offices(self) -> Mapping[str, tuple[AgencyRecorded, ...]]:
        """The agencies of each office, in the order of their codes."""
        found: dict[str, list[AgencyRecorded]] = {}
        for _, agency in sorted(self.agencies.items()):
            found.setdefault(agency.office, []).append(agency)
        return {office: tuple(agencies) for office, agencies in found.items()}

    def covered(self, agency: str, day: date) -> bool:
        """Whether somebody is in office for the agency, or for one of its units."""
        return any(one.agency == agency and one.in_office(day) for one in self.officers)

    def answering(self, day: date, office: str | None = None) -> tuple[AgencyRecorded, ...]:
        """The agencies that are to have an officer on a day."""
        return tuple(
            agency
            for _, agency in sorted(self.agencies.items())
            if agency.answers
            and office in (None, agency.office)
            and holds(agency.valid_from, agency.valid_to, day)
        )


def holds(first: date | None, last: date | None, day: date) -> bool:
    """Whether a day is one from the first to the last, which may both be unknown."""
    return (first is None or first <= day) and (last is None or day <= last)


Key = tuple[str, str]
"""Office and record."""


@dataclass(slots=True)
class _Newest:
    """Of each record the telling with the highest version, and the version of its withdrawal."""

    tellings: dict[type[RegistryFact], dict[Key, tuple[int, RegistryFact]]] = field(
        default_factory=dict
    )
    withdrawn: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def take(self, sequence: int, said: RegistryFact) -> None:
        key = (said.office, said.record_id)
        if isinstance(said, RecordWithdrawn):
            of = (said.noun, *key)
            self.withdrawn[of] = max(sequence, self.withdrawn.get(of, 0))
            return
        known = self.tellings.setdefault(type(said), {})
        if key not in known or known[key][0] <= sequence:
            known[key] = (sequence, said)

    def standing(self, kind: type[F]) -> Iterable[F]:
        """Those that were not withdrawn since."""
        for key, (sequence, said) in sorted(self._of(kind).items(), key=lambda one: one[0]):
            if sequence > self.withdrawn.get((NOUNS[kind], *key), 0) and isinstance(said, kind):
                yield said

    def officers(self) -> Iterable[Officer]:
        """Each appointment with its last day; an end without one means that it never was."""
        ends = self._of(FocalPointEnded)
        for key, (sequence, said) in sorted(
            self._of(FocalPointAppointed).items(), key=lambda one: one[0]
        ):
            if not isinstance(said, FocalPointAppointed):
                continue
            last = said.valid_to
            ended_in, end = ends.get(key, (0, None))
            if isinstance(end, FocalPointEnded) and ended_in >= sequence:
                if end.last_day is None:
                    continue
                last = end.last_day
            yield Officer(said.office, said.agency, said.unit, said.role, said.valid_from, last)

    def _of(self, kind: type[RegistryFact]) -> Mapping[Key, tuple[int, RegistryFact]]:
        return self.tellings.get(kind, {})


def arrange(told: Iterable[Told]) -> Registry:
    """What stands by all that was told; of a type that is not known yet nothing is made."""
    newest = _Newest()
    for one in told:
        if contract := CONTRACTS.get(one.kind):
            newest.take(one.sequence, contract.model_validate_json(one.said))
    return Registry(
        agencies={agency.agency: agency for agency in newest.standing(AgencyRecorded)},
        units=tuple(newest.standing(UnitRecorded)),
        officers=tuple(newest.officers()),
        assessments=tuple(newest.standing(AssessmentRecorded)),
    )


@dataclass(frozen=True, slots=True)
class Covered:
    """How many agencies of a group are to have an officer, and how many have one."""

    group: str
    covered: int
    agencies: int
    lacking: tuple[str, ...]
