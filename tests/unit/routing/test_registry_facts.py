"""What a change of a record is announced as: of agencies and units, and of what was checked."""

from datetime import date
from typing import Any

import pytest

from services.routing.domain.registry import NOUNS
from services.routing.domain.registry_facts import Changed, RecordDeed, facts
from shared.events.registry import (
    AgencyRecorded,
    AssessmentRecorded,
    RecordWithdrawn,
    RegistryFact,
    UnitRecorded,
)
from tests.records import RECORDS

SINCE, UNTIL = date(2022, 1, 1), date(2022, 6, 30)


def told(
    noun: str, deed: RecordDeed = "put", **said: Any
) -> list[tuple[RegistryFact, date | None]]:
    record = NOUNS[noun].model_validate(RECORDS[noun] | said)
    return list(facts(Changed("babel", record, None, 1, deed)))


def test_an_agency_is_told_with_its_name_and_days_and_nothing_of_a_person() -> None:
    days: dict[str, Any] = {"valid_from": SINCE, "valid_to": UNTIL}
    place: dict[str, Any] = {
        "region": "19.71",
        "parent": "water",
        "supervisor": "water",
        "vertical": True,
    }
    [(fact, day)] = told("agencies", **place, **days)
    named = {"office": "babel", "record_id": "added", "title": "Contoh", "kind": "dinas"}
    assert fact == AgencyRecorded(**named, agency="added", **place, **days, answers=True)
    assert day == SINCE
    assert fact.subject == "routing.added.agency.recorded.v1"


def test_a_unit_is_told_at_the_topic_of_its_agency() -> None:
    [(fact, day)] = told("units")
    named = {"office": "babel", "record_id": "added", "title": "Contoh", "kind": "dinas"}
    assert fact == UnitRecorded(**named, agency="water")
    assert day is None
    assert fact.subject == "routing.water.unit.recorded.v1"


@pytest.mark.parametrize(("noun", "agency"), [("agencies", "added"), ("units", "water")])
def test_what_was_an_error_is_withdrawn(noun: str, agency: str) -> None:
    [(fact, _)] = told(noun, "withdraw")
    told_of = {"office": "babel", "record_id": "added", "agency": agency}
    assert fact == RecordWithdrawn(**told_of, noun=noun)


def test_a_check_list_tells_what_rests_on_evidence_and_not_the_evidence() -> None:
    components = RECORDS["assessments"]["components"] | {
        "fee": {"answer": "no", "evidence": "Foto papan tarif"},
        "evaluation": {"answer": "not-applicable"},
    }
    [(fact, _)] = told("assessments", components=components)
    assert isinstance(fact, AssessmentRecorded)
    assert fact.evidenced == ("fee",)
    assert (fact.components["fee"], fact.components["evaluation"]) == ("no", "not-applicable")
    assert "Foto" not in fact.model_dump_json()


@pytest.mark.parametrize("noun", ["bearers", "absences", "rules", "offices"])
def test_of_what_counts_when_cases_come_nothing_is_told(noun: str) -> None:
    assert told(noun) == []
