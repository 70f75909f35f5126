"""When a deed may have happened: not before the last; and the state is looked at first."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.routing.domain.deeds import Acknowledge, Answer, Close
from services.routing.domain.moves import IllegalMove, OutOfOrder
from shared.errors import Refused, Unacceptable
from tests.factories import NOON
from tests.unit.routing.standing import ANSWER, CLOSE, LATER, a_case, a_desk, a_request, after


@pytest.mark.parametrize(
    "deed", [Acknowledge, lambda at: Close(**{**CLOSE.model_dump(), "at": at})]
)
@pytest.mark.parametrize("at", [NOON - timedelta(seconds=1), LATER + timedelta(seconds=1)])
def test_a_deed_lies_between_the_opening_and_now(deed: Any, at: datetime) -> None:
    with pytest.raises(Unacceptable):
        after(a_case(), deed(at=at))


def test_the_ends_of_that_time_belong_to_it() -> None:
    assert [after(a_case(), Acknowledge(at=at)).at for at in (NOON, LATER)] == [NOON, LATER]


def test_nobody_sees_a_request_before_it_was_sent() -> None:
    case = replace(a_case(), requests=(a_request(sent_at=LATER),))
    with pytest.raises(OutOfOrder):
        after(case, Acknowledge(at=NOON))


def test_a_refusal_says_what_the_state_is() -> None:
    with pytest.raises(Refused, match="close: the case is closed"):
        after(a_case("closed", "cancelled"), CLOSE)
    with pytest.raises(Refused, match="acknowledge: the request is answered"):
        after(a_case(request="answered"), Acknowledge())


@pytest.mark.parametrize(
    "deed", [Answer, lambda at, text: Close(**{**CLOSE.model_dump(), "at": at})]
)
def test_no_deed_happens_before_the_last_one_to_the_same_request(deed: Any) -> None:
    seen = NOON + timedelta(hours=2)
    asked = a_request("acknowledged", acknowledged_at=seen)
    case = replace(a_case(), requests=(asked,))
    with pytest.raises(OutOfOrder) as refusal:
        after(case, deed(at=seen - timedelta(seconds=1), text="Sudah."))
    assert (refusal.value.code, refusal.value.status) == ("out-of-order", 409)
    assert after(case, deed(at=seen, text="Sudah.")).at == seen
    assert after(case, ANSWER, a_desk(now=NOON)).at == seen  # a clock behind tells no lie


def test_what_was_done_already_is_refused_as_done_whatever_its_time() -> None:
    asked = a_request("answered", answered_at=NOON + timedelta(hours=2))
    with pytest.raises(IllegalMove):
        after(replace(a_case(), requests=(asked,)), Acknowledge(at=NOON + timedelta(hours=1)))
