"""Deeds tell which clocks stop with them, each with its deadline."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from services.routing.domain.case import Case
from services.routing.domain.correction_deeds import CorrectionDone
from services.routing.domain.deeds import Acknowledge, Cancel, Deed, Misroute
from shared.events.cases import StoppedClock
from shared.events.routing import CaseClosed, RequestAnswered
from tests.factories import NOON
from tests.unit.routing.standing import ANSWER, CLOSE, DUE, a_case, a_request, after, an_action

SEEN_BY = NOON + timedelta(days=1)
SEEN, ANSWERED = StoppedClock("acknowledgement", SEEN_BY), StoppedClock("answer", DUE)


def stopped_by(case: Case, deed: Deed) -> tuple[StoppedClock, ...]:
    """The clocks that the first event of a deed tells of."""
    fact: Any = after(case, deed).facts[0]
    stopped: tuple[StoppedClock, ...] = fact.stopped
    return stopped


def asked(state: str, **told: Any) -> Case:
    """A case with one request of that state, to be seen within a day."""
    request = replace(a_request(state), ack_due_at=SEEN_BY, **told)
    return replace(a_case(), requests=(request,))


def test_seeing_stops_one_clock_and_any_other_end_of_a_request_both() -> None:
    ends: tuple[tuple[Deed, tuple[StoppedClock, ...]], ...] = (
        (Acknowledge(), (SEEN,)),
        (ANSWER, (SEEN, ANSWERED)),
        (Cancel(), (SEEN, ANSWERED)),
        (Misroute(reason="no-authority"), (SEEN, ANSWERED)),
        (CLOSE, (SEEN, ANSWERED)),
    )
    for deed, stopped in ends:
        assert stopped_by(asked("sent"), deed) == stopped, deed


def test_what_was_seen_has_no_such_clock_any_more() -> None:
    assert stopped_by(asked("acknowledged"), ANSWER) == (ANSWERED,)
    assert stopped_by(asked("answered"), CLOSE) == ()


def test_a_correction_stops_its_own_clock_and_a_closing_that_of_what_is_undone() -> None:
    case = a_case(actions=(an_action(),))
    stopped = (StoppedClock("correction", case.actions[0].due_at),)
    assert stopped_by(case, CorrectionDone()) == stopped
    assert set(stopped) <= set(stopped_by(case, CLOSE))


def test_the_first_answer_of_a_case_and_of_a_request_are_told_as_such() -> None:
    first = after(asked("sent", delivered_at=NOON), ANSWER).facts[0]
    assert isinstance(first, RequestAnswered)
    assert (first.is_first, first.received_at) == (True, NOON)
    better = after(asked("returned", answered_at=NOON), ANSWER).facts[0]
    assert isinstance(better, RequestAnswered)
    assert (better.is_first, better.received_at) == (False, None)


def test_a_closing_tells_whether_anybody_could_be_asked_from_the_beginning() -> None:
    case = a_case()
    waited = replace(case, opened_at=case.opened_at - timedelta(days=2))
    for one, expected in ((case, False), (waited, True), (replace(case, requests=()), True)):
        closed = after(one, CLOSE).facts[0]
        assert isinstance(closed, CaseClosed)
        assert closed.waited is expected
