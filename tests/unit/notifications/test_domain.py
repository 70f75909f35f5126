"""Who is told what, and what follows from a try."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.notifications.domain import officers, reporters
from services.notifications.domain.draft import message_id
from services.notifications.domain.trying import (
    WHY_LIMIT,
    Hopeless,
    PutOff,
    Step,
    Taken,
    after_try,
    without_addresses,
)
from shared.events.intake import ComplaintFinished
from shared.ids import new_id
from tests.factories import NOON, a_closed_case, an_accepted_complaint, an_assigned_case

EVENT = UUID("01890000-0000-7000-8000-000000000001")


def a_consultation() -> ComplaintFinished:
    complaint = an_accepted_complaint(access_type="KNL", language="en")
    return ComplaintFinished(**complaint.model_dump(), reason="K01")


def test_a_reporter_is_thanked_in_their_own_language() -> None:
    [draft] = reporters.acceptance(an_accepted_complaint(language="en"), NOON)
    assert (draft.recipient, draft.template, draft.language) == (
        "reporter",
        "complaint-received",
        "en",
    )


def test_a_consultation_is_confirmed_with_its_reason() -> None:
    [draft] = reporters.receipt(a_consultation())
    assert draft.facts["reason"] == "K01"


def test_the_focal_point_is_written_to_in_the_language_of_the_administration() -> None:
    [draft] = officers.assignment(an_assigned_case(language="en", reachable=False))
    assert (draft.recipient, draft.recipient_id, draft.language) == (
        "focal-point",
        "pln-primary",
        "id",
    )


def test_nobody_is_written_to_about_imported_history() -> None:
    assert reporters.acceptance(an_accepted_complaint(silent=True), NOON) == ()
    assert officers.assignment(an_assigned_case(silent=True)) == ()
    assert reporters.closure(a_closed_case(silent=True), NOON) == ()


def test_a_reporter_without_an_address_is_not_written_to() -> None:
    assert reporters.acceptance(an_accepted_complaint(reachable=False), NOON) == ()
    assert reporters.closure(a_closed_case(reachable=False), NOON) == ()


def test_facts_for_the_focal_point_are_these_and_no_others() -> None:
    [draft] = officers.assignment(an_assigned_case())
    known = {"office", "substance", "registered_at", "request_kind", "answer_due_at"}
    known |= {"cause", "request_id"}
    assert set(draft.facts) == known


def test_the_same_event_and_recipient_make_the_same_message() -> None:
    fact = an_accepted_complaint()
    [first], [again] = reporters.acceptance(fact, NOON), reporters.acceptance(fact, NOON)
    assert message_id(EVENT, first) == message_id(EVENT, again)
    assert message_id(EVENT, first) != message_id(new_id(), first)


def test_another_recipient_of_the_same_event_makes_another_message() -> None:
    case = an_assigned_case()
    [officer] = officers.assignment(case)
    [deputy] = officers.assignment(case.model_copy(update={"focal_point_id": "pln-deputy"}))
    assert message_id(EVENT, officer) != message_id(EVENT, deputy)


def test_a_message_that_was_taken_is_sent_at_that_moment() -> None:
    earlier = NOON - timedelta(seconds=3)
    step = after_try(Taken(earlier), attempts=2, maybe_twice=True, now=NOON)
    assert step == Step("sent", maybe_twice=True, ended_at=earlier)


def test_waits_grow_and_then_the_message_is_given_up() -> None:
    waits = []
    for attempts in range(1, 6):
        step = after_try(PutOff("451"), attempts=attempts, maybe_twice=False, now=NOON)
        assert step.state == "waiting"
        assert step.next_try_at is not None
        waits.append(step.next_try_at - NOON)
    assert [wait.total_seconds() / 60 for wait in waits] == [1, 5, 30, 120, 720]
    last = after_try(PutOff("451"), attempts=6, maybe_twice=False, now=NOON)
    assert last == Step("failed", maybe_twice=False, why="451", ended_at=NOON)


def test_a_hopeless_message_is_given_up_at_once() -> None:
    step = after_try(Hopeless("550"), attempts=1, maybe_twice=False, now=NOON)
    assert step == Step("failed", maybe_twice=False, why="550", ended_at=NOON)


def test_a_lost_answer_to_the_content_leaves_doubt() -> None:
    lost = PutOff("no answer", maybe_taken=True)
    assert after_try(lost, attempts=1, maybe_twice=False, now=NOON).maybe_twice


@pytest.mark.parametrize(
    "answer",
    [
        "550 5.1.1 <budi.santoso@contoh.id>: Recipient address rejected",
        "550 5.1.1 BUDI.SANTOSO@CONTOH.ID unknown",
        "550 no such user budi.santoso here",
        "550 mailbox budi.santoso=40contoh.id is full\r\nsee postmaster@contoh.id",
        "550 mailto:budi.santoso@contoh.id,other@contoh.id",
    ],
)
def test_a_servers_answer_is_kept_without_addresses(answer: str) -> None:
    kept = without_addresses(answer, "budi.santoso@contoh.id")
    assert "budi" not in kept.lower()
    assert "@" not in kept
    assert "\n" not in kept
    assert kept.startswith("550")


def test_a_servers_long_answer_is_cut() -> None:
    assert len(without_addresses("450 " + "wait " * 200)) == WHY_LIMIT
