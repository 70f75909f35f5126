"""A corrective action is reported by the agency, sent back or accepted by the examiner."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.routing.domain.case import Case
from services.routing.domain.correction_deeds import (
    CorrectionDone,
    OrderCorrection,
    ReportCorrection,
    ReturnCorrection,
)
from services.routing.domain.ladder import recalculated_fact
from services.routing.domain.moves import IllegalMove
from shared.errors import Unacceptable
from shared.events.cases import StoppedClock
from shared.events.corrections import (
    CorrectiveActionDone,
    CorrectiveActionReported,
    CorrectiveActionReturned,
)
from shared.events.routing import CaseClosed
from tests.factories import NOON
from tests.unit.routing.standing import CLOSE, DUE, LATER, a_case, a_desk, after, an_action

ORDER = OrderCorrection(order="Perbaiki pipa.")
REPORT = ReportCorrection(text="Pipa diganti.", on=LATER.date())
LATE = DUE + timedelta(days=5)


def a_reported(**told: object) -> Case:
    return a_case(actions=(an_action(report="Pipa diganti.", reported_at=LATER, **told),))


def test_an_order_that_is_dated_back_starts_when_the_agency_learns_of_it() -> None:
    long_after = a_desk(now=NOON + timedelta(days=200))
    [clock] = after(a_case(), ORDER, long_after).starts
    back = ORDER.model_copy(update={"at": LATER})
    done = after(a_case(), back, long_after)
    [late] = done.starts
    assert (done.at, next(iter(done.change.actions.values()))["ordered_at"]) == (LATER, LATER)
    told = ("started_on", "due_at", "next_step", "next_at")
    assert [getattr(late, one) for one in told] == [getattr(clock, one) for one in told]
    assert late.due_at > long_after.now


def test_an_order_of_imported_history_has_the_dates_of_its_time() -> None:
    back = ORDER.model_copy(update={"at": LATER})
    done = after(a_case(silent=True), back, a_desk(now=NOON + timedelta(days=200)))
    [values] = done.change.actions.values()
    assert (done.starts, values["due_at"] < NOON + timedelta(days=100)) == ((), True)


def test_a_report_says_what_was_done_and_when_and_stops_the_clock() -> None:
    case = a_case(actions=(an_action(),))
    done = after(case, REPORT)
    [action] = case.actions
    assert done.change.actions[action.action_id] == {
        "report": "Pipa diganti.",
        "put_right_on": LATER.date(),
        "reported_at": LATER,
        "missing": None,
    }
    [fact] = done.facts
    assert isinstance(fact, CorrectiveActionReported)
    assert (fact.in_time, fact.put_right_on, fact.focal_point_id) == (
        *(True, LATER.date(), "water-primary"),
    )
    assert fact.stopped == (StoppedClock("correction", DUE),)
    assert done.stops == {action.action_id: ("acknowledgement", "answer", "correction")}


@pytest.mark.parametrize("day", [date(2022, 3, 13), date(2022, 3, 16)])
def test_nothing_is_put_right_before_its_order_or_after_the_report(day: date) -> None:
    with pytest.raises(Unacceptable, match="`on`"):
        after(a_case(actions=(an_action(),)), REPORT.model_copy(update={"on": day}))


def test_what_waits_for_the_examiner_is_not_reported_again() -> None:
    with pytest.raises(IllegalMove):
        after(a_reported(), REPORT)
    with pytest.raises(IllegalMove):
        after(a_case(actions=(an_action(),)), ReturnCorrection(missing="Foto."))
    with pytest.raises(IllegalMove):
        after(a_reported(done_at=LATER), ReturnCorrection(missing="Foto."))


def test_a_report_that_was_sent_back_is_made_anew_in_a_new_time() -> None:
    case = a_reported()
    [action] = case.actions
    done = after(case, ReturnCorrection(missing="Foto."))
    [fact] = done.facts
    [clock] = done.starts
    assert isinstance(fact, CorrectiveActionReturned)
    assert fact.due_at == clock.due_at == done.change.actions[action.action_id]["due_at"]
    assert (clock.of_id, clock.clock, clock.term.days, clock.term.unit) == (
        *(action.action_id, "correction", 30, "wd"),
    )
    assert (fact.first_due_at, fact.reported_at) == (DUE, LATER)
    returned = replace(action, **done.change.actions[action.action_id])
    case = replace(case, actions=(returned,))
    assert recalculated_fact(case, clock, clock, "decree").first_due_at == DUE
    [again] = after(case, REPORT).facts
    assert isinstance(again, CorrectiveActionReported)
    assert again.stopped == (StoppedClock("correction", clock.due_at, DUE),)


def test_the_last_day_of_the_order_stays_however_often_a_report_is_sent_back() -> None:
    case = a_reported(due_at=LATE, first_due_at=DUE)
    [fact] = after(case, ReturnCorrection(missing="Foto.")).facts
    assert isinstance(fact, CorrectiveActionReturned)
    assert fact.first_due_at == DUE


def test_in_time_is_what_was_reported_in_time() -> None:
    for reported_at, at, in_time in ((LATER, LATE, True), (LATE, LATE, False), (None, LATE, False)):
        case = a_case(actions=(an_action(reported_at=reported_at),))
        [fact] = after(case, CorrectionDone(at=at), a_desk(now=at)).facts
        assert isinstance(fact, CorrectiveActionDone)
        assert fact.in_time is in_time


def test_a_clock_that_stands_still_already_is_not_told_to_stop() -> None:
    for deed in (CorrectionDone(), CLOSE):
        [*_, fact] = after(a_reported(), deed).facts
        assert isinstance(fact, CorrectiveActionDone | CaseClosed)
        assert StoppedClock("correction", DUE) not in fact.stopped


def test_of_several_the_oldest_that_allows_it_is_meant() -> None:
    first, second = an_action(reported_at=NOON), an_action()
    case = a_case(actions=(first, second))
    assert list(after(case, REPORT).change.actions) == [second.action_id]
    back = ReturnCorrection(missing="Foto.")
    assert list(after(case, back).change.actions) == [first.action_id]
    with pytest.raises(IllegalMove):
        after(case, REPORT.model_copy(update={"action_id": first.action_id}))
