"""What may be done to a case and its request: each cell of the transition tables."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from services.routing.domain.deeds import (
    CASE_MOVES,
    REQUEST_MOVES,
    Acknowledge,
    Answer,
    Assign,
    Case,
    Close,
    Deed,
    IllegalMove,
    OutOfOrder,
    Request,
    decide,
)
from shared.errors import Refused, Unacceptable
from shared.events.routing import CaseAssigned, CaseClosed, RequestAcknowledged, RequestAnswered
from shared.ids import new_id
from tests.factories import NOON, an_accepted_complaint
from tests.offices import a_directory, an_officer

LATER = NOON + timedelta(days=1)
DUE = NOON + timedelta(days=14)

ACKNOWLEDGE = Acknowledge()
ANSWER = Answer(text="Air mengalir lagi.")
ASSIGN = Assign(agency="water")
CLOSE = Close(reason="K20", resolution_method="focal-point", substantiated="yes")
DEEDS: dict[str, Deed] = {deed.deed: deed for deed in (ACKNOWLEDGE, ANSWER, ASSIGN, CLOSE)}

CASE_STATES = ("unroutable", "assigned", "closed")
REQUEST_STATES = (None, "sent", "acknowledged", "answered", "cancelled")


def a_case(state: str = "assigned", request: str | None = "sent", **told: Any) -> Case:
    """A case of noon; without an agency while it is unroutable."""
    agency = "unrouted" if state == "unroutable" else "water"
    case_id = new_id()
    repeated = {**an_accepted_complaint(agency=agency, **told).model_dump(), "case_id": case_id}
    asked = Request(new_id(), "clarification", request, DUE, NOON) if request else None
    return Case(case_id, state, 1, NOON, repeated, asked)


def after(case: Case, deed: Deed, **told: Any) -> Any:
    given = {"directory": a_directory(), "request_id": new_id(), "now": LATER, **told}
    return decide(case, deed, **given)


def test_every_deed_has_its_table() -> None:
    deeds = {kind.model_fields["deed"].default for kind in get_args(get_args(Deed)[0])}
    assert deeds == set(CASE_MOVES) | set(REQUEST_MOVES)
    assert set(DEEDS) == deeds


ALLOWED_OF_CASE = [
    (deed, before, then) for deed in CASE_MOVES for before, then in CASE_MOVES[deed].items()
]
ALLOWED_OF_REQUEST = [
    (deed, before, then) for deed in REQUEST_MOVES for before, then in REQUEST_MOVES[deed].items()
]


@pytest.mark.parametrize(("deed", "before", "then"), ALLOWED_OF_CASE)
def test_a_case_moves_as_its_table_says(deed: str, before: str, then: str) -> None:
    case = a_case(before, None if before == "unroutable" else "sent")
    assert after(case, DEEDS[deed]).case_changes["state"] == then


@pytest.mark.parametrize(("deed", "before", "then"), ALLOWED_OF_REQUEST)
def test_a_request_moves_as_its_table_says(deed: str, before: str, then: str) -> None:
    done = after(a_case(request=before), DEEDS[deed])
    assert done.request_changes["state"] == then
    assert done.case_changes == {}


@pytest.mark.parametrize(
    ("deed", "case", "request_state"), list(product(DEEDS, CASE_STATES, REQUEST_STATES))
)
def test_whatever_no_table_names_is_refused(
    deed: str, case: str, request_state: str | None
) -> None:
    if deed in CASE_MOVES:
        legal = case in CASE_MOVES[deed]
    else:
        legal = case == "assigned" and request_state in REQUEST_MOVES[deed]
    stands = a_case(case, request_state)
    if legal:
        after(stands, DEEDS[deed])
        return
    with pytest.raises(IllegalMove) as refusal:
        after(stands, DEEDS[deed])
    assert (refusal.value.code, refusal.value.status) == ("illegal-move", 409)


def test_an_acknowledgement_is_announced_with_its_own_time() -> None:
    case = a_case()
    assert case.request
    done = after(case, Acknowledge(at=NOON + timedelta(hours=1)))
    assert done.at == NOON + timedelta(hours=1)
    assert done.fact == RequestAcknowledged(**case.told, request_id=case.request.request_id)
    assert done.request_changes == {"state": "acknowledged", "acknowledged_at": done.at}


def test_an_answer_is_announced_without_its_words() -> None:
    case = a_case(request="acknowledged")
    assert case.request
    done = after(case, ANSWER)
    told = {"request_id": case.request.request_id, "answer_due_at": DUE}
    assert done.fact == RequestAnswered(**case.told, **told)
    assert "mengalir" not in done.fact.model_dump_json()
    assert done.request_changes["answer"] == "Air mengalir lagi."


def test_a_closure_says_three_separate_facts() -> None:
    case = a_case()
    done = after(case, CLOSE)
    facts = {"reason": "K20", "resolution_method": "focal-point", "substantiated": "yes"}
    assert done.fact == CaseClosed(**case.told, **facts)
    assert done.case_changes == {"state": "closed", "closed_at": LATER, **facts}


@pytest.mark.parametrize(
    ("before", "then"), [("sent", "cancelled"), ("acknowledged", "cancelled"), ("answered", None)]
)
def test_a_closure_cancels_a_request_that_is_still_open(before: str, then: str | None) -> None:
    assert after(a_case(request=before), CLOSE).request_changes.get("state") == then


def test_staff_place_what_no_rule_could() -> None:
    case = a_case("unroutable", None, access_type="RCO")
    request_id = new_id()
    done = after(case, ASSIGN, request_id=request_id)
    assert done.fact == CaseAssigned(
        **{**case.told, "agency": "water"},
        focal_point_id="water-primary",
        rule="staff@1",
        request_id=request_id,
        request_kind="rco",
        answer_due_at=datetime(2022, 3, 18, 16, 59, 59, tzinfo=UTC),
        was_unroutable=True,
    )
    assert done.case_changes == {
        "state": "assigned",
        "agency": "water",
        "focal_point_id": "water-primary",
        "explanation": {"placed_by": "staff", "at": "2022-03-15T05:00:00+00:00"},
    }


def test_staff_cannot_place_it_where_nobody_is() -> None:
    case = a_case("unroutable", None)
    with pytest.raises(Unacceptable):
        after(case, Assign(agency="nowhere"))
    with pytest.raises(Unacceptable):
        after(case, ASSIGN, directory=None)
    gone = a_directory(focal_points=[an_officer("water-primary", valid_to=date(2022, 3, 14))])
    with pytest.raises(IllegalMove):
        after(case, ASSIGN, directory=gone)


@pytest.mark.parametrize(
    "deed", [Acknowledge, lambda at: Close(**{**CLOSE.model_dump(), "at": at})]
)
@pytest.mark.parametrize("at", [NOON - timedelta(seconds=1), LATER + timedelta(seconds=1)])
def test_a_deed_lies_between_the_opening_and_now(deed: Any, at: datetime) -> None:
    with pytest.raises(Unacceptable):
        after(a_case(), deed(at=at))


@pytest.mark.parametrize("at", [NOON, LATER])
def test_the_ends_of_that_time_belong_to_it(at: datetime) -> None:
    assert after(a_case(), Acknowledge(at=at)).at == at


@pytest.mark.parametrize(
    "deed", [Answer, lambda at, text: Close(**{**CLOSE.model_dump(), "at": at})]
)
def test_no_deed_happens_before_the_last_one_to_the_same_request(deed: Any) -> None:
    seen = NOON + timedelta(hours=2)
    case = a_case(request="acknowledged")
    assert case.request
    case = replace(case, request=replace(case.request, last_at=seen))
    with pytest.raises(OutOfOrder) as refusal:
        after(case, deed(at=seen - timedelta(seconds=1), text="Sudah."))
    assert (refusal.value.code, refusal.value.status) == ("out-of-order", 409)
    assert after(case, deed(at=seen, text="Sudah.")).at == seen
    with pytest.raises(IllegalMove):  # who says it again hears that it is done
        after(case, Acknowledge(at=NOON))
    assert after(case, ANSWER, now=NOON).at == seen  # a clock that is behind tells no lie


def test_a_refusal_says_what_the_state_is() -> None:
    with pytest.raises(Refused, match="close: the case is closed"):
        after(a_case("closed", "cancelled"), CLOSE)
    with pytest.raises(Refused, match="acknowledge: the request is answered"):
        after(a_case(request="answered"), ACKNOWLEDGE)


@pytest.mark.parametrize(
    "said",
    [
        {"deed": "reopen"},
        {"deed": "close", "reason": "K99"},
        {"deed": "close", "reason": "K20"},
        {"deed": "answer", "text": ""},
        {"deed": "answer", "text": "\x00"},
        {"deed": "answer", "text": "x" * 20_001},
        {"deed": "acknowledge", "by": "me"},
        {"deed": "acknowledge", "at": "2022-03-14T12:00:00"},
        {"deed": "assign", "agency": "No Slug"},
    ],
)
def test_what_is_no_deed_cannot_be_said(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Deed).validate_python(said)
