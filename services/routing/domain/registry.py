"""All that is known of one office, as its file says it, and what each record alone cannot show."""

from collections import Counter
from collections.abc import Iterator, Sequence

from pydantic import Field

from services.routing.domain.agencies import Agency, Office, Unit
from services.routing.domain.officers import Absence, Bearer, Commitment, FocalPoint
from services.routing.domain.programme import ActionPoint, Assessment, Assistance, Meeting
from services.routing.domain.records import Dated, Record
from services.routing.domain.rules import NAMED, RuleSet

NOUNS: dict[str, type[Record]] = {
    kind.noun: kind
    for kind in (
        *(Office, Agency, Unit, FocalPoint, Absence, Commitment, Bearer),
        *(ActionPoint, Meeting, Assistance, Assessment, RuleSet),
    )
}
"""What there are records of."""


def field_of(noun: str) -> str:
    """Where a document keeps the records of a noun."""
    return noun.replace("-", "_")


class Registry(Office):
    """All that an office's file says."""

    agencies: list[Agency]
    units: list[Unit] = []
    focal_points: list[FocalPoint]
    absences: list[Absence] = []
    commitments: list[Commitment] = []
    bearers: list[Bearer] = []
    action_points: list[ActionPoint] = []
    meetings: list[Meeting] = []
    assistance: list[Assistance] = []
    assessments: list[Assessment] = []
    rule_set: RuleSet = Field(description="The highest version.")
    rule_sets: list[RuleSet] = Field([], description="Earlier versions.")

    @property
    def lists(self) -> dict[str, Sequence[Record]]:
        """The records by noun, without the office's own and without the rules."""
        nouns = set(NOUNS) - {Office.noun, RuleSet.noun}
        return {noun: getattr(self, field_of(noun)) for noun in NOUNS if noun in nouns}

    @property
    def versions(self) -> list[RuleSet]:
        """Of the rules, all of them."""
        return [*self.rule_sets, self.rule_set]

    def records(self) -> Iterator[Record]:
        """Everything, one record at a time."""
        yield Office.model_validate(self.model_dump(include=set(Office.model_fields)))
        for records in self.lists.values():
            yield from records
        yield from self.versions


def contradictions(registry: Registry) -> Iterator[str]:
    """What each field alone cannot show."""
    agencies = {agency.agency for agency in registry.agencies}
    for noun, records in registry.lists.items():
        for key in twice([record.key for record in records]):
            yield f"{field_of(noun)}: {key} is there twice"
        for place, record in enumerate(records):
            for problem in _of_one(record, agencies, registry):
                yield f"{field_of(noun)}.{place}.{problem}"
    if twice([one.key for one in registry.versions]):
        yield "rule_sets: a version is there twice"
    for number, version in enumerate(registry.rule_sets):
        yield from _of_rules(version, f"rule_sets.{number}", agencies)
    yield from _of_rules(registry.rule_set, "rule_set", agencies)


def _of_one(record: Record, agencies: set[str], registry: Registry) -> Iterator[str]:
    if record.of_agency is not None and record.of_agency not in agencies:
        yield f"agency: the office has no agency {record.of_agency}"
    if isinstance(record, Dated):
        first, last = record.valid_from, record.valid_to
        if first is not None and last is not None and last < first:
            yield "valid_to: before valid_from"
    yield from _pointing_nowhere(record, agencies, registry)


def _pointing_nowhere(record: Record, agencies: set[str], registry: Registry) -> Iterator[str]:
    if isinstance(record, Agency):
        for field in ("parent", "supervisor"):
            named = getattr(record, field)
            if named is not None and (named not in agencies or named == record.agency):
                yield f"{field}: the office has no other agency {named}"
    elif isinstance(record, Meeting):
        for one in record.attendance:
            if one.agency not in agencies:
                yield f"attendance: the office has no agency {one.agency}"
    elif isinstance(record, FocalPoint | Assessment):
        units = {None, *(one.unit for one in registry.units if one.agency == record.agency)}
        if record.unit not in units:
            yield f"unit: {record.agency} has no unit {record.unit}"
    elif isinstance(record, Absence | Commitment):
        appointments = {None, *(one.appointment_id for one in registry.focal_points)}
        if record.appointment_id not in appointments:
            yield f"appointment_id: the office has no appointment {record.appointment_id}"


def _of_rules(version: RuleSet, where: str, agencies: set[str]) -> Iterator[str]:
    if not version.rules:
        yield f"{where}.rules: without a rule no case can be placed"
    for place, rule in enumerate(version.rules):
        if rule.agency not in agencies | {NAMED}:
            yield f"{where}.rules.{place}.agency: the office has no agency {rule.agency}"


def twice(names: Sequence[str]) -> list[str]:
    """The names that are there more than once."""
    return [name for name, count in Counter(names).items() if count > 1]
