"""The same asked once more: by the clock, by staff, and what one answer does to both."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.routing.domain.case import Case, Request
from services.routing.domain.deadlines import Deadline
from services.routing.domain.deeds import Answer, Cancel, Reopen, SendRequest, Transfer
from services.routing.domain.ladder import AGAIN, Stepped, next_step
from services.routing.domain.moves import IllegalMove
from services.routing.domain.outcome import ALL
from shared.events.requests import RequestAnswered, RequestCancelled, RequestSent
from shared.ids import new_id
from tests.factories import NOON
from tests.offices import a_directory, an_officer, some_clocks
from tests.unit.routing.standing import (
    ANSWER,
    a_case,
    a_desk,
    a_request,
    after,
    an_office_of_three,
)

EXPIRED = NOON + timedelta(days=15)


def the_clock_of(case: Case, request: Request) -> Deadline:
    """Of an answer that is overdue: what is next is that it is asked again."""
    started = some_clocks().start(
        "answer",
        request.kind,
        case_id=case.case_id,
        of_id=request.request_id,
        at=NOON,
        now=NOON,
        number=request.number,
    )
    return replace(started, next_step="ask-again", next_at=started.due_at)


def asked_again(case: Case, **told: Any) -> Stepped:
    [request, *_] = case.requests
    return next_step(case, the_clock_of(case, request), a_desk(now=EXPIRED, **told))


def a_chain(first: str = "sent", second: str = "sent") -> Case:
    """A request that nobody answered, and the second one."""
    one = a_request(first)
    two = a_request(second, number=2, follows=one.request_id, sent_at=NOON)
    return replace(a_case(), requests=(one, two))


def test_silence_to_the_first_request_is_followed_by_a_second_that_is_sent_now() -> None:
    case = replace(a_case(), requests=(a_request(question="Mengapa?"),))
    [first] = case.requests
    stepped = asked_again(case)
    assert stepped.done is not None
    [sent] = stepped.done.facts
    assert isinstance(sent, RequestSent)
    assert (sent.number, sent.follows, sent.kind) == (2, first.request_id, "clarification")
    assert stepped.done.at == EXPIRED
    [row] = stepped.done.change.requests.values()
    assert (row["question"], row["follows"]) == ("Mengapa?", first.request_id)
    assert sent.answer_due_at == datetime(2022, 4, 12, 16, 59, 59, tzinfo=UTC)
    assert {one.number for one in stepped.done.starts} == {2}
    assert stepped.deadline.next_step == "answer-still-overdue"


def test_the_second_goes_to_whoever_is_in_office_when_it_is_sent() -> None:
    left = an_officer("water-primary", valid_to=date(2022, 3, 20))
    stepped = asked_again(
        a_case(), directory=a_directory(focal_points=[left, an_officer("water-new")])
    )
    assert stepped.done is not None
    [sent] = stepped.done.facts
    assert isinstance(sent, RequestSent)
    assert sent.focal_point_id == "water-new"


def test_where_nobody_is_in_office_it_is_tried_again_the_next_day() -> None:
    left = an_officer("water-primary", valid_to=date(2022, 3, 20))
    stepped = asked_again(a_case(), directory=a_directory(focal_points=[left]))
    assert stepped.done is None
    assert (stepped.deadline.next_step, stepped.deadline.next_at) == ("ask-again", EXPIRED + AGAIN)


def test_what_staff_have_repeated_already_is_not_repeated_by_the_clock() -> None:
    stepped = asked_again(a_chain())
    assert stepped.done is None
    assert stepped.deadline.next_step == "answer-still-overdue"


def test_staff_repeat_a_request_by_its_name_and_once() -> None:
    case = a_case()
    [first] = case.requests
    desk = a_desk()
    done = after(case, SendRequest(follows=first.request_id, kind="information"), desk)
    [sent] = done.facts
    assert isinstance(sent, RequestSent)
    assert (sent.number, sent.kind, sent.follows) == (2, "clarification", first.request_id)
    again = SendRequest(follows=first.request_id)
    for refused in (a_chain(), replace(case, requests=(a_request("answered"),))):
        named = again.model_copy(update={"follows": refused.requests[0].request_id})
        with pytest.raises(IllegalMove):
            after(refused, named)
    with pytest.raises(IllegalMove, match="no such request"):
        after(case, SendRequest(follows=new_id()))


@pytest.mark.parametrize("place", [0, 1])
def test_an_answer_to_either_answers_both(place: int) -> None:
    case = a_chain()
    named, other = case.requests[place], case.requests[1 - place]
    done = after(case, ANSWER.model_copy(update={"request_id": named.request_id}))
    [answered, cancelled] = done.facts
    assert isinstance(answered, RequestAnswered)
    assert isinstance(cancelled, RequestCancelled)
    assert (answered.request_id, cancelled.request_id) == (named.request_id, other.request_id)
    assert cancelled.why == "answered"
    assert done.stops == {named.request_id: ALL, other.request_id: ALL}
    states = {key: values["state"] for key, values in done.change.requests.items()}
    assert states == {named.request_id: "answered", other.request_id: "cancelled"}


def test_who_needs_no_answer_to_the_second_needs_none_to_the_first() -> None:
    done = after(a_chain(), Cancel())
    assert [fact.why for fact in done.facts if isinstance(fact, RequestCancelled)] == [
        *["not-needed"] * 2
    ]


def test_an_answer_on_another_matter_leaves_the_chain_alone() -> None:
    further = a_request(kind="information")
    case = a_chain()
    case = replace(case, requests=(*case.requests, further))
    done = after(case, Answer(text="Ini.", request_id=further.request_id))
    assert set(done.change.requests) == {further.request_id}


def numbers_after(case: Case, deed: Any, **told: Any) -> list[int]:
    done = after(case, deed, a_desk(an_office_of_three(), **told))
    known: set[UUID] = {one.request_id for one in case.requests}
    return [row["number"] for key, row in done.change.requests.items() if key not in known]


def test_a_further_matter_another_agency_and_another_life_are_asked_for_the_first_time() -> None:
    assert numbers_after(a_chain(), SendRequest(question="Lain.")) == [1]
    assert numbers_after(a_chain(), Transfer(agency="lights")) == [1]
    closed = replace(a_chain("cancelled", "cancelled"), state="closed")
    assert numbers_after(closed, Reopen(reason="new-evidence")) == [1]
