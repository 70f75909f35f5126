"""Nothing happens before what it follows from, and each life of a case has hand-ons of its own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.routing.domain.case import Case
from services.routing.domain.correction_deeds import CorrectionDone
from services.routing.domain.deeds import (
    Answer,
    Assign,
    Close,
    HandOver,
    Misroute,
    Reopen,
    Return,
    TakeOver,
    Transfer,
)
from services.routing.domain.moves import OutOfOrder
from services.routing.domain.transferring import BY_REGISTRY
from shared.events.requests import RequestMisrouted
from shared.events.routing import CaseAssigned
from shared.json import to_json
from tests.factories import NOON
from tests.unit.routing.standing import a_case, a_desk, a_request, after, an_action

HOUR = timedelta(hours=1)
K22 = Close(reason="K22", resolution_method="written-clarification", substantiated="no")


def test_a_better_answer_comes_after_the_return() -> None:
    case = a_case(request="answered")
    [request] = case.requests
    back = after(case, Return(missing="Kapan?", at=NOON + 2 * HOUR))
    changed = replace(request, **back.change.requests[request.request_id])
    assert changed.returned_at == NOON + 2 * HOUR
    returned = replace(case, requests=(changed,))
    with pytest.raises(OutOfOrder):
        after(returned, Answer(text="Selesai.", at=NOON + HOUR))
    assert after(returned, Answer(text="Selesai.", at=NOON + 3 * HOUR)).at == NOON + 3 * HOUR


@pytest.mark.parametrize("done", [False, True])
def test_a_case_is_not_closed_before_what_was_ordered_or_done(done: bool) -> None:
    action = an_action(ordered_at=NOON + 2 * HOUR, done_at=NOON + 4 * HOUR if done else None)
    case = a_case(actions=(action,))
    last = NOON + (4 if done else 2) * HOUR
    with pytest.raises(OutOfOrder):
        after(case, K22.model_copy(update={"at": last - HOUR}))
    assert after(case, K22.model_copy(update={"at": last})).change.case["closed_at"] == last


def test_an_action_is_not_put_right_before_it_was_ordered() -> None:
    case = a_case(actions=(an_action(ordered_at=NOON + 2 * HOUR),))
    with pytest.raises(OutOfOrder):
        after(case, CorrectionDone(at=NOON + HOUR))


def test_a_life_begins_with_its_reopening() -> None:
    closed = replace(a_case("closed"), closed_at=NOON + HOUR, reason="K22")
    again = after(closed, Reopen(reason="new-evidence", at=NOON + 3 * HOUR)).change.case
    assert (again["reopened_at"], again["cycle"]) == (NOON + 3 * HOUR, 2)
    opened = replace(a_case(), cycle=2, reopened_at=again["reopened_at"])
    with pytest.raises(OutOfOrder):
        after(opened, K22.model_copy(update={"at": NOON + 2 * HOUR}))


def test_hand_ons_are_counted_in_each_life_of_the_case() -> None:
    before = [a_request("misrouted", agency=one, ended_at=NOON) for one in ("lights", "roads")]
    asked = a_request(sent_at=NOON + 2 * HOUR)
    case = replace(a_case(), requests=(*before, asked), refused_by=("lights", "roads"), cycle=2)
    reopened = replace(case, reopened_at=NOON + HOUR)
    not_ours = Misroute(reason="other-agency", request_id=asked.request_id)
    hops = [
        fact.hop
        for one in (case, reopened)
        for fact in after(one, not_ours).facts
        if isinstance(fact, RequestMisrouted)
    ]
    assert hops == [3, 1]


@pytest.mark.parametrize(
    ("deed", "rule"), [(HandOver(to="water-deputy"), "staff@1"), (TakeOver(), BY_REGISTRY)]
)
def test_a_hand_over_says_whether_a_person_or_the_registry_did_it(
    deed: HandOver, rule: str
) -> None:
    case = replace(a_case(), focal_point_id="water-past")
    [fact] = after(case, deed).facts
    assert isinstance(fact, CaseAssigned)
    assert fact.rule == rule
    assert TakeOver().deed == "hand-over"


@pytest.mark.parametrize(
    ("case", "deed"),
    [
        (a_case("unroutable", request=None), Assign(agency="lights", why="Nama keliru.")),
        (a_case(), Transfer(agency="lights", why="Nama keliru.")),
    ],
)
def test_why_staff_place_a_case_is_kept_with_its_explanation(
    case: Case, deed: Assign | Transfer
) -> None:
    done = after(case, deed, a_desk())
    assert to_json("Nama keliru.").decode() in str(done.change.case["explanation"])


def test_a_case_that_goes_on_names_the_rule_of_going_on() -> None:
    [_, fact] = after(a_case("closed", "answered"), Reopen(reason="error")).facts
    assert isinstance(fact, CaseAssigned)
    assert (fact.rule, fact.cause) == ("reopening@1", "reopened")
