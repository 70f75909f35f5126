"""The same asked once more: by the clock, by staff, and what one answer does to both."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.routing.domain.case import Case, Request
from services.routing.domain.deadlines import Deadline
from services.routing.domain.deeds import Answer, Cancel, Reopen, SendRequest, Transfer
from services.routing.domain.explanation import to_come
from services.routing.domain.ladder import next_step
from services.routing.domain.moves import IllegalMove
from services.routing.domain.outcome import ALL
from services.routing.domain.repeating import AGAIN, Stepped
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


LEFT = a_directory(focal_points=[an_officer("water-primary", valid_to=date(2022, 3, 20))])
GONE = a_directory(agencies=[], focal_points=[])


@pytest.mark.parametrize("nobody", [LEFT, GONE], ids=["no officer", "no agency"])
def test_where_nobody_is_in_office_the_ladder_goes_on_and_the_second_waits(nobody: Any) -> None:
    case = a_case()
    stepped, levels = asked_again(case, directory=nobody), []
    looks: list[datetime] = []
    assert stepped.done is None
    while (at := stepped.deadline.next_at) is not None and len(looks) < 9:
        assert not looks or at > looks[-1]
        looks.append(at)
        stepped = next_step(case, stepped.deadline, a_desk(nobody, now=at))
        if stepped.done:
            levels.append((stepped.done.said["step"], stepped.done.said["level"], stepped.done.at))
    third = datetime(2022, 3, 31, 16, 59, 59, tzinfo=UTC)
    assert levels == [("answer-still-overdue", "L3", third)]
    assert looks[0] == EXPIRED + AGAIN
    assert len(looks) == 9  # once a day, for as long as nobody answers


@pytest.mark.parametrize("late", [1, 2, 30])
def test_it_is_sent_once_there_is_an_officer_and_no_step_is_told_twice(late: int) -> None:
    case = a_case()
    deadline, told = asked_again(case, directory=LEFT).deadline, []
    there = EXPIRED + timedelta(days=late)
    while deadline.next_at is not None:
        now = deadline.next_at
        desk = a_desk(now=now) if now >= there else a_desk(LEFT, now=now)
        stepped = next_step(case, deadline, desk)
        deadline = stepped.deadline
        if stepped.done:
            told.append(stepped.done.said["step"])
            new = stepped.done.change.requests
            sent = tuple(a_request(number=2, request_id=key, follows=deadline.of_id) for key in new)
            case = replace(case, requests=(*case.requests, *sent))
            if sent:
                assert (stepped.done.at, {one.number for one in stepped.done.starts}) == (now, {2})
    assert sorted(told) == ["answer-still-overdue", "ask-again"]
    assert deadline.asks_at is None


def test_what_is_answered_extended_or_repeated_by_staff_is_waited_for_no_longer() -> None:
    waiting = asked_again(a_case(), directory=LEFT).deadline
    now = EXPIRED + AGAIN
    for case in (a_case(request="answered"), a_chain()):
        of_it = replace(waiting, of_id=case.requests[0].request_id)
        stepped = next_step(case, of_it, a_desk(now=now))
        assert (stepped.done, stepped.deadline.asks_at) == (None, None)
    longer = some_clocks().moved(waiting, date(2022, 4, 20), waiting.calendar, now)
    assert (longer.next_step, longer.asks_at) == ("answer-reminder", None)


def test_people_see_that_it_waits() -> None:
    waiting = asked_again(a_case(), directory=LEFT).deadline
    shown = [(step.name, at) for step, at in to_come(waiting, some_clocks())]
    assert shown[0] == ("ask-again", EXPIRED + AGAIN)
    assert [name for name, _ in shown] == ["ask-again", "answer-still-overdue"]


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
