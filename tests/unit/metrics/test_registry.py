"""What stands of the registry is what was told last, in whatever order it was heard."""

from datetime import date
from itertools import permutations
from typing import Any

from services.metrics.domain.registry import Officer, Registry, Told, arrange
from shared.events.registry import (
    AgencyRecorded,
    FocalPointAppointed,
    FocalPointEnded,
    RecordWithdrawn,
    RegistryFact,
)
from tests.samples import a_sample

JANUARY, JUNE, JULY = date(2022, 1, 1), date(2022, 6, 30), date(2022, 7, 1)
PLACE: dict[str, Any] = {"office": "babel", "agency": "pln", "record_id": "pln-1", "unit": None}


def told(sequence: int, fact: RegistryFact) -> Told:
    return Told(fact.type, sequence, fact.model_dump_json())


def in_any_order(*tellings: Told) -> Registry:
    """The same registry, whichever is heard first."""
    [found] = {repr(arrange(order)): arrange(order) for order in permutations(tellings)}.values()
    return found


def an_agency(**said: Any) -> AgencyRecorded:
    return a_sample(AgencyRecorded, agency="pln", record_id="pln", **said)


def appointed(**said: Any) -> FocalPointAppointed:
    return a_sample(FocalPointAppointed, **PLACE | {"valid_from": JANUARY, "valid_to": None} | said)


def ended(last_day: date | None) -> FocalPointEnded:
    return a_sample(FocalPointEnded, **PLACE, role="primary", last_day=last_day)


def test_the_highest_version_of_an_agency_stands() -> None:
    registry = in_any_order(
        told(1, an_agency(title="Old")), told(3, an_agency(title="New")), told(2, an_agency())
    )
    assert registry.agencies["pln"].title == "New"


def test_a_withdrawn_agency_is_gone_until_it_is_recorded_again() -> None:
    gone = a_sample(RecordWithdrawn, office="babel", agency="pln", record_id="pln", noun="agencies")
    first, second = told(1, an_agency()), told(2, gone)
    assert in_any_order(first, second).agencies == {}
    assert set(in_any_order(first, second, told(3, an_agency())).agencies) == {"pln"}


def test_an_officer_is_in_office_until_the_last_day() -> None:
    registry = in_any_order(told(1, appointed()), told(2, ended(JUNE)))
    assert registry.officers == (Officer("babel", "pln", None, "primary", JANUARY, JUNE),)
    assert registry.covered("pln", JUNE)
    assert not registry.covered("pln", JULY)
    assert not registry.covered("other", JUNE)


def test_an_appointment_that_never_was_covers_nothing() -> None:
    registry = in_any_order(told(1, appointed()), told(2, ended(None)))
    assert registry.officers == ()


def test_an_appointment_that_goes_on_is_open_again() -> None:
    registry = in_any_order(told(1, appointed()), told(2, ended(JUNE)), told(3, appointed()))
    assert registry.covered("pln", JULY)


def test_only_agencies_that_are_to_answer_are_to_be_covered() -> None:
    registry = in_any_order(
        told(1, an_agency(valid_to=JUNE)),
        told(1, a_sample(AgencyRecorded, agency="pemkab", record_id="pemkab", answers=False)),
    )
    assert [one.agency for one in registry.answering(JUNE, "babel")] == ["pln"]
    assert registry.answering(JULY) == ()
    assert registry.answering(JUNE, "kukar") == ()


def test_a_type_of_a_later_version_changes_nothing() -> None:
    assert arrange([Told("routing.agency.painted.v1", 1, "{}")]) == Registry()
