"""What each deed does and announces, as whole values."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.routing.domain.correction_deeds import CorrectionDone
from services.routing.domain.deciding import decide
from services.routing.domain.deeds import (
    Acknowledge,
    Assign,
    Close,
    Deed,
    Extend,
    HandOver,
    Misroute,
    Reopen,
    Return,
    SendRequest,
    Transfer,
    Withdraw,
)
from services.routing.domain.moves import IllegalMove
from services.routing.domain.outcome import ALL, about
from services.routing.domain.stopping import running, unseen
from services.routing.domain.versions import Stale, unchanged
from shared.errors import Unacceptable
from shared.events.base import Fact
from shared.events.cases import StoppedClock
from shared.events.routing import (
    CaseAssigned,
    CaseClosed,
    CaseNeedsDecision,
    CaseReopened,
    CorrectiveActionDone,
    DeadlineRecalculated,
    RequestAcknowledged,
    RequestAnswered,
    RequestCancelled,
    RequestMisrouted,
    RequestReturned,
    RequestSent,
)
from tests.factories import NOON
from tests.offices import a_directory, an_officer
from tests.unit.routing.standing import (
    ANSWER,
    CLOSE,
    DUE,
    LATER,
    a_case,
    a_desk,
    a_request,
    after,
    an_action,
    an_office_of_three,
)


def the_only_fact(case: Any, deed: Deed) -> Fact:
    [fact] = after(case, deed).facts
    return fact


def test_an_acknowledgement_is_announced_with_its_own_time_and_stops_its_clock() -> None:
    case = a_case()
    [request] = case.requests
    done = after(case, Acknowledge(at=NOON + timedelta(hours=1)))
    assert done.at == NOON + timedelta(hours=1)
    told = {"received_at": request.sent_at, "stopped": unseen(request)}
    assert done.facts == (RequestAcknowledged(**about(case, request), **told),)
    changed = {"state": "acknowledged", "acknowledged_at": done.at}
    assert done.change.requests == {request.request_id: changed}
    assert done.stops == {request.request_id: ("acknowledgement",)}


def test_an_answer_is_announced_without_its_words_and_stops_all_clocks() -> None:
    case = a_case(request="acknowledged")
    [request] = case.requests
    done = after(case, ANSWER)
    told = {"answer_due_at": DUE, "received_at": request.sent_at, "is_first": True}
    stopped = (StoppedClock("answer", DUE),)
    assert done.facts == (RequestAnswered(**about(case, request), **told, stopped=stopped),)
    assert "mengalir" not in done.facts[0].model_dump_json()
    assert done.change.requests[request.request_id]["answer"] == "Air mengalir lagi."
    assert done.stops == {request.request_id: ALL}


def test_a_closure_says_three_separate_facts() -> None:
    case = a_case()
    done = after(case, CLOSE)
    facts = {"reason": "K20", "resolution_method": "focal-point"}
    facts |= {"substantiated": "not-determined"}
    asked = case.requests[0].focal_point_id
    told = {"unanswered_by": (asked,), "stopped": running(case.requests)}
    assert done.facts == (CaseClosed(**case.told, **facts, **told),)
    assert done.change.case == {"state": "closed", "closed_at": LATER, **facts}


def test_a_closure_names_nobody_who_has_answered() -> None:
    [closed] = after(a_case(request="answered"), CLOSE).facts
    assert isinstance(closed, CaseClosed)
    assert closed.unanswered_by == ()


def test_a_withdrawn_case_is_closed_with_k21() -> None:
    fact = the_only_fact(a_case(), Withdraw())
    assert isinstance(fact, CaseClosed)
    assert (fact.reason, fact.substantiated) == ("K21", "not-determined")


def test_k30_needs_every_corrective_action_done() -> None:
    case = a_case(actions=(an_action(),))
    [action] = case.actions
    k30 = Close(reason="K30", resolution_method="suggestion", substantiated="yes")
    with pytest.raises(IllegalMove, match="not done"):
        after(case, k30)
    done = replace(case, actions=(replace(action, done_at=NOON),))
    assert after(done, k30).change.case["reason"] == "K30"
    with pytest.raises(IllegalMove, match="no corrective action was done"):
        after(a_case(), k30)
    imported = a_case(silent=True)  # what was put right there stands in another system
    assert after(imported, k30).change.case["reason"] == "K30"


def test_a_corrective_action_is_put_right_in_time_or_late() -> None:
    case = a_case(actions=(an_action(),))
    for now, in_time in ((DUE, True), (DUE + timedelta(seconds=1), False)):
        [fact] = decide(case, CorrectionDone(), a_desk(now=now)).facts
        assert isinstance(fact, CorrectiveActionDone)
        assert fact.in_time is in_time


def test_staff_place_what_no_rule_could() -> None:
    case, desk = a_case("unroutable", None, access_type="RCO"), a_desk()
    done = after(case, Assign(agency="water"), desk)
    assert done.facts == (
        CaseAssigned(
            **{**case.told, "agency": "water"},
            focal_point_id="water-primary",
            rule="staff@1",
            request_id=desk.new_id,
            request_kind="rco",
            answer_due_at=datetime(2022, 3, 18, 16, 59, 59, tzinfo=UTC),
            ack_due_at=datetime(2022, 3, 16, 16, 59, 59, tzinfo=UTC),
            was_unroutable=True,
            cause="placed",
        ),
    )
    assert {deadline.clock for deadline in done.starts} == {"acknowledgement", "answer"}


def test_staff_cannot_place_it_where_nobody_is() -> None:
    case = a_case("unroutable", None)
    with pytest.raises(Unacceptable):
        after(case, Assign(agency="nowhere"))
    with pytest.raises(Unacceptable):
        after(case, Assign(agency="water"), replace(a_desk(), directory=None))
    gone = a_directory(focal_points=[an_officer("water-primary", valid_to=date(2022, 3, 14))])
    with pytest.raises(IllegalMove):
        after(case, Assign(agency="water"), a_desk(gone))


def test_a_transfer_tells_the_old_agency_and_the_new() -> None:
    case, desk = a_case(), a_desk()
    done = after(case, Transfer(agency="lights"), desk)
    [cancelled, assigned] = done.facts
    assert isinstance(cancelled, RequestCancelled)
    assert isinstance(assigned, CaseAssigned)
    assert (cancelled.agency, assigned.agency) == ("water", "lights")
    assert (assigned.from_agency, assigned.cause) == ("water", "transferred")
    assert done.change.told == {"agency": "lights", "unit": None}
    with pytest.raises(IllegalMove):
        after(case, Transfer(agency="water"))


def test_a_hand_over_keeps_request_and_deadline() -> None:
    case = a_case()
    [request] = case.requests
    done = after(case, HandOver(to="water-deputy"))
    [fact] = done.facts
    assert isinstance(fact, CaseAssigned)
    assert (fact.request_id, fact.answer_due_at, fact.cause) == (
        request.request_id,
        DUE,
        "handed-over",
    )
    assert done.change.requests == {request.request_id: {"focal_point_id": "water-deputy"}}
    assert not done.starts
    for to in (None, "water-primary", "lights-primary"):
        with pytest.raises(IllegalMove):
            after(case, HandOver(to=to))


def test_a_further_matter_is_asked_for_the_first_time_with_clocks_of_its_own() -> None:
    case, desk = a_case(), a_desk()
    done = after(case, SendRequest(question="Kapan selesai?"), desk)
    [fact] = done.facts
    assert isinstance(fact, RequestSent)
    assert "Kapan" not in fact.model_dump_json()
    sent = done.change.requests[desk.new_id]
    assert (sent["number"], sent["question"], sent["state"]) == (1, "Kapan selesai?", "sent")
    assert fact.answer_due_at == datetime(2022, 3, 29, 16, 59, 59, tzinfo=UTC)


def test_a_returned_answer_starts_the_clock_again() -> None:
    case = a_case(request="answered")
    done = after(case, Return(missing="Foto."))
    [fact] = done.facts
    assert isinstance(fact, RequestReturned)
    assert fact.answer_due_at == datetime(2022, 3, 29, 16, 59, 59, tzinfo=UTC)
    assert "Foto" not in fact.model_dump_json()
    [clock] = done.starts
    assert (clock.clock, clock.due_at) == ("answer", fact.answer_due_at)


def test_a_return_never_brings_a_promised_date_forward() -> None:
    far = NOON + timedelta(days=40)
    case = replace(a_case(), requests=(a_request("answered", answer_due_at=far),))
    [fact] = after(case, Return(missing="Foto.")).facts
    assert isinstance(fact, RequestReturned)
    assert fact.answer_due_at.date() == far.date()


@pytest.mark.parametrize(
    ("until", "granted"),
    [
        (date(2022, 3, 28), False),
        (date(2022, 3, 29), True),
        (date(2022, 4, 11), True),
        (date(2022, 4, 12), False),
    ],
)
def test_an_extension_moves_a_date_forward_as_far_as_policy_allows(
    until: date, granted: bool
) -> None:
    case = a_case()
    if not granted:
        with pytest.raises(Unacceptable):
            after(case, Extend(until=until))
        return
    [fact] = after(case, Extend(until=until)).facts
    assert isinstance(fact, DeadlineRecalculated)
    assert (fact.was_due_at, fact.due_at.date()) == (DUE, until)


def test_twice_the_rules_try_again_and_then_a_person_decides() -> None:
    directory = an_office_of_three()
    case = a_case(substance="energi-kelistrikan")
    said = Misroute(reason="other-agency")
    desk = a_desk(directory)
    [first, assigned] = after(case, said, desk).facts
    assert isinstance(first, RequestMisrouted)
    assert isinstance(assigned, CaseAssigned)
    assert (first.agency, first.hop) == ("water", 1)
    assert (assigned.agency, assigned.rule, assigned.cause) == ("lights", "dark@1", "misrouted")

    once = a_request("misrouted", agency="lights")
    twice = replace(case, refused_by=("lights",), requests=(once, *case.requests))
    [_, nowhere] = after(twice, said, desk).facts
    assert isinstance(nowhere, CaseNeedsDecision)
    assert nowhere.why == "no-rule"
    [_, proposed] = after(twice, Misroute(reason="other-agency", proposed="roads"), desk).facts
    assert isinstance(proposed, CaseAssigned)
    assert (proposed.agency, proposed.rule) == ("roads", "proposed@1")

    again = a_request("misrouted", agency="roads")
    thrice = replace(twice, refused_by=("lights", "roads"), requests=(again, *twice.requests))
    for deed in (said, Misroute(reason="other-agency", proposed="lights")):
        done = after(thrice, deed, desk)
        [_, decision] = done.facts
        assert isinstance(decision, CaseNeedsDecision)
        assert decision.why == "misrouted-twice"
        assert done.change.case["state"] == "needs-decision"


def test_an_agency_that_has_said_no_does_not_get_it_back() -> None:
    case = replace(a_case(substance="air"), refused_by=("lights",))
    desk = a_desk(an_office_of_three())
    [_, fact] = after(case, Misroute(reason="other-agency", proposed="lights"), desk).facts
    assert isinstance(fact, CaseNeedsDecision)


def test_a_reopened_case_begins_another_life_with_a_new_request() -> None:
    case, desk = a_case("closed", "answered"), a_desk()
    done = after(case, Reopen(reason="settlement-broken"), desk)
    [reopened, assigned] = done.facts
    assert isinstance(reopened, CaseReopened)
    assert isinstance(assigned, CaseAssigned)
    assert (reopened.cycle, assigned.cause) == (2, "reopened")
    assert (done.change.case["closed_at"], done.change.case["reason"]) == (None, None)
    assert desk.new_id in done.change.requests


def test_a_reopened_case_without_an_officer_waits_for_a_person() -> None:
    gone = a_directory(focal_points=[an_officer("water-primary", valid_to=date(2022, 3, 14))])
    done = after(a_case("closed", "answered"), Reopen(reason="error"), a_desk(gone))
    assert [type(fact) for fact in done.facts] == [CaseReopened, CaseNeedsDecision]
    assert done.change.case["state"] == "needs-decision"


def test_who_has_read_another_version_is_refused() -> None:
    case = a_case()
    unchanged("case", case.version, None)
    with pytest.raises(Stale) as refusal:
        unchanged("case", case.version, case.version + 1)
    assert (refusal.value.code, refusal.value.status) == ("stale", 412)


def test_each_event_has_a_rank_of_its_own() -> None:
    case = a_case()
    for deed, version in ((Transfer(agency="lights"), 3), (CLOSE, 2)):
        assert after(case, deed).version_after(case) == version
