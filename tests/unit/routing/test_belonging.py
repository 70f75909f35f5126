"""Requests and actions belong to one agency; what closing says agrees with its reason."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from services.routing.domain.closing import SUBSTANTIATED
from services.routing.domain.correction_deeds import CorrectionDone, OrderCorrection
from services.routing.domain.deeds import (
    Accept,
    Close,
    Extend,
    HandOver,
    Misroute,
    Reopen,
    Return,
    SendRequest,
    Transfer,
)
from services.routing.domain.moves import IllegalMove
from shared.errors import Unacceptable
from shared.events.cases import ClosureReason, Substantiated
from shared.events.corrections import (
    CorrectiveActionDone,
    CorrectiveActionOrdered,
)
from shared.events.requests import (
    RequestAccepted,
)
from tests.factories import NOON
from tests.offices import some_clocks
from tests.unit.routing.standing import (
    LATER,
    a_case,
    a_desk,
    a_request,
    after,
    an_action,
    an_office_of_three,
)

WIB = ZoneInfo("Asia/Jakarta")


def test_a_hand_over_takes_what_is_answered_along_and_leaves_what_is_over() -> None:
    requests = [a_request(state) for state in ("accepted", "answered", "sent", "cancelled")]
    done = after(replace(a_case(), requests=tuple(requests)), HandOver(to="water-deputy"))
    assert set(done.change.requests) == {one.request_id for one in requests[1:3]}


def test_what_an_agency_must_put_right_keeps_the_case_with_it() -> None:
    case = a_case(actions=(an_action(),))
    for deed in (Transfer(agency="lights"), Misroute(reason="other-agency")):
        with pytest.raises(IllegalMove, match=r"put something right|corrective action"):
            after(case, deed)
    done = a_case(actions=(an_action(done_at=NOON),))
    assert after(done, Transfer(agency="lights")).change.told["agency"] == "lights"


def test_an_order_of_an_earlier_life_of_the_case_holds_nothing_up() -> None:
    earlier = replace(a_case(actions=(an_action(),)), cycle=2)
    assert after(earlier, Transfer(agency="lights")).change.told["agency"] == "lights"
    with pytest.raises(IllegalMove):
        after(earlier, CorrectionDone())
    k30 = Close(reason="K30", resolution_method="suggestion", substantiated="yes")
    with pytest.raises(IllegalMove, match="no corrective action was done"):
        after(earlier, k30)


def test_an_order_says_of_whom_and_in_which_life() -> None:
    case, desk = replace(a_case(), cycle=3), a_desk()
    done = after(case, OrderCorrection(order="Perbaiki."), desk)
    [fact] = done.facts
    assert isinstance(fact, CorrectiveActionOrdered)
    values = done.change.actions[desk.new_id]
    assert (values["agency"], values["cycle"], fact.focal_point_id) == ("water", 3, "water-primary")


def test_events_of_what_another_agency_has_done_are_told_of_that_agency() -> None:
    """One of its requests was not its own, and the case has gone on; another one it answered."""
    answered = a_request("answered", agency="lights")
    case = replace(a_case(), requests=(answered, a_request()))
    done = after(case, Accept(request_id=answered.request_id))
    [fact] = done.facts
    assert isinstance(fact, RequestAccepted)
    assert fact.agency == "lights"
    with pytest.raises(IllegalMove, match="not with lights"):
        after(case, Return(request_id=answered.request_id, missing="Foto."))
    [put_right] = after(a_case(actions=(an_action(agency="lights"),)), CorrectionDone()).facts
    assert isinstance(put_right, CorrectiveActionDone)
    assert put_right.agency == "lights"


def test_each_reason_leaves_to_say_what_it_leaves_to_say() -> None:
    assert set(SUBSTANTIATED) == set(get_args(ClosureReason))
    for reason, said in product(get_args(ClosureReason), get_args(Substantiated)):
        deed = Close(reason=reason, resolution_method="other", substantiated=said)
        if said in SUBSTANTIATED[reason]:
            put_right = a_case(actions=(an_action(done_at=NOON),))
            assert after(put_right, deed).change.case["substantiated"] == said
        else:
            with pytest.raises(Unacceptable, match="substantiated"):
                after(a_case(), deed)


@pytest.mark.parametrize(
    ("reason", "said"),
    [("K20", "not-determined"), ("K21", "not-determined"), ("K22", "no"), ("K30", "yes")],
)
def test_some_reasons_of_the_procedure(reason: ClosureReason, said: Substantiated) -> None:
    assert SUBSTANTIATED[reason] == {said}


def test_the_clocks_of_what_is_filed_late_start_when_the_officer_is_asked() -> None:
    case = a_case()
    for deed in (SendRequest(at=NOON), Transfer(agency="lights", at=NOON)):
        done = after(case, deed, a_desk(an_office_of_three()))
        assert done.at == NOON
        assert {one.started_on for one in done.starts} == {LATER.astimezone(WIB).date()}
    answered = replace(case, requests=(a_request("answered", answered_at=NOON),))
    done = after(answered, Return(missing="Foto.", at=NOON))
    assert [one.started_on for one in done.starts] == [LATER.astimezone(WIB).date()]


def test_imported_history_keeps_the_dates_of_its_time() -> None:
    desk = a_desk(now=NOON + timedelta(days=900))
    done = after(a_case(silent=True), SendRequest(at=NOON), desk)
    [row] = done.change.requests.values()
    assert (row["answer_due_at"].date(), done.starts) == (date(2022, 3, 28), ())


def test_more_time_after_a_return_counts_from_the_return() -> None:
    clocks = some_clocks()
    returned = a_request("returned", answer_due_at=NOON + timedelta(days=20))
    case = replace(a_case(), requests=(returned,))
    running = clocks.start(
        "answer",
        "clarification",
        case_id=case.case_id,
        of_id=returned.request_id,
        at=NOON + timedelta(days=6),
        now=NOON + timedelta(days=6),
    )
    desk = a_desk(now=NOON + timedelta(days=7), running_clocks=(running,))
    [longer] = after(case, Extend(until=date(2022, 4, 11)), desk).starts
    assert longer.started_on == date(2022, 3, 20)
    share = clocks.falls(clocks.policy.ladder[1], longer)
    assert (longer.next_step, longer.next_at) == ("answer-reminder", share)
    assert share == datetime(2022, 4, 6, 12, tzinfo=WIB)


def test_a_reopened_case_asks_anew() -> None:
    done = after(a_case("closed", "cancelled"), Reopen(reason="error"), a_desk())
    assert [row["number"] for row in done.change.requests.values()] == [1]
