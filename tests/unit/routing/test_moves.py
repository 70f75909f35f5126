"""Every cell of the two tables: what they name is done, whatever else is refused with 409."""

import contextlib
from itertools import product
from typing import get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from services.routing.domain.deciding import decide
from services.routing.domain.deeds import Deed
from services.routing.domain.moves import (
    CASE_MOVES,
    CASE_STATES,
    OPEN,
    REQUEST_MOVES,
    REQUEST_STATES,
    IllegalMove,
)
from services.routing.domain.said import RequestDeed
from tests.factories import NOON
from tests.unit.routing.standing import DEEDS, a_case, a_desk, after, an_action

BY_TIME = {"deliver", "remind", "escalate", "recalculate"}
"""Nobody says these: a message arrives, or time passes."""

ON_REQUESTS = [deed for deed, said in DEEDS.items() if isinstance(said, RequestDeed)]
ON_CASES = [deed for deed in DEEDS if deed not in ON_REQUESTS]


def test_every_deed_has_its_row() -> None:
    said = {kind.model_fields["deed"].default for kind in get_args(get_args(Deed)[0])}
    assert said == set(DEEDS)
    assert said | BY_TIME == set(CASE_MOVES)
    assert set(ON_REQUESTS) | BY_TIME | {"hand-over"} == set(REQUEST_MOVES)


def test_the_tables_name_only_states_that_there_are() -> None:
    for moves, states in ((CASE_MOVES, CASE_STATES), (REQUEST_MOVES, REQUEST_STATES)):
        for row in moves.values():
            assert set(row) <= set(states)
            assert {state for after in row.values() for state in after} <= set(states)


@pytest.mark.parametrize(("deed", "before"), list(product(ON_CASES, CASE_STATES)))
def test_a_case_moves_as_its_table_says(deed: str, before: str) -> None:
    reported = NOON if deed == "return-correction" else None
    about_actions = ("report-correction", "return-correction", "correction-done")
    actions = (an_action(reported_at=reported),) if deed in about_actions else ()
    told = {"access_type": "RCO"} if deed == "convert" else {}
    case = a_case(before, None if before == "unroutable" else "sent", actions, **told)
    expected = CASE_MOVES[deed].get(before)
    if expected is None:
        with pytest.raises(IllegalMove) as refusal:
            after(case, DEEDS[deed])
        assert (refusal.value.code, refusal.value.status) == ("illegal-move", 409)
        return
    assert after(case, DEEDS[deed]).change.case.get("state", before) in expected


@pytest.mark.parametrize(
    ("deed", "case", "before"), list(product(ON_REQUESTS, CASE_STATES, (None, *REQUEST_STATES)))
)
def test_a_request_moves_as_its_table_says(deed: str, case: str, before: str | None) -> None:
    stands = a_case(case, before)
    legal = case in CASE_MOVES[deed] and before in REQUEST_MOVES[deed]
    if not legal:
        with pytest.raises(IllegalMove) as refusal:
            after(stands, DEEDS[deed])
        assert (refusal.value.code, refusal.value.status) == ("illegal-move", 409)
        return
    assert before is not None
    [request] = stands.requests
    done = after(stands, DEEDS[deed])
    moved = done.change.requests[request.request_id].get("state", before)
    assert moved in REQUEST_MOVES[deed][before]
    assert done.change.case.get("state", case) in CASE_MOVES[deed][case]


@pytest.mark.parametrize("state", REQUEST_STATES)
def test_what_is_open_is_what_can_still_be_answered(state: str) -> None:
    assert (state in OPEN) == (state in REQUEST_MOVES["answer"])


@pytest.mark.parametrize("state", REQUEST_STATES)
@pytest.mark.parametrize("deed", ["close", "withdraw", "transfer"])
def test_what_is_still_open_is_cancelled_with_the_case(deed: str, state: str) -> None:
    case = a_case(request=state)
    [request] = case.requests
    if (deed, state) == ("transfer", "answered"):
        with pytest.raises(IllegalMove, match="neither accepted nor returned"):
            after(case, DEEDS[deed])
        return
    done = after(case, DEEDS[deed])
    ended = done.change.requests.get(request.request_id)
    assert (ended is not None) == (state in OPEN)
    assert ended is None or ended["state"] in REQUEST_MOVES["cancel"][state]


def test_a_named_request_is_the_one_that_is_meant() -> None:
    case = a_case()
    [request] = case.requests
    named = DEEDS["answer"].model_copy(update={"request_id": request.request_id})
    assert request.request_id in after(case, named).change.requests
    other = a_case().requests[0].request_id
    with pytest.raises(IllegalMove, match="no such request"):
        after(case, DEEDS["answer"].model_copy(update={"request_id": other}))


def test_a_decision_changes_nothing_by_itself() -> None:
    for deed in DEEDS.values():
        case, desk = a_case(), a_desk()
        before = repr(case)
        with contextlib.suppress(IllegalMove):
            decide(case, deed, desk)
        assert repr(case) == before


@pytest.mark.parametrize(
    "said",
    [
        {"deed": "explode"},
        {"deed": "close", "reason": "K99"},
        {"deed": "close", "reason": "K20"},
        {"deed": "answer", "text": ""},
        {"deed": "answer", "text": "\x00"},
        {"deed": "answer", "text": "x" * 20_001},
        {"deed": "return"},
        {"deed": "misroute", "reason": "never heard of it"},
        {"deed": "extend", "until": "tomorrow"},
        {"deed": "acknowledge", "by": "me"},
        {"deed": "acknowledge", "at": "2022-03-14T12:00:00"},
        {"deed": "assign", "agency": "No Slug"},
        {"deed": "reopen"},
        {"deed": "join", "incident": None},
    ],
)
def test_what_is_no_deed_cannot_be_said(said: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Deed).validate_python(said)
