"""Every event of every service is followed by these letters, or by none and for this reason."""

from typing import Any

import pytest

from services.notifications.app import BLUEPRINT
from services.routing import policies
from shared.events import (
    conciliation,
    corrections,
    intake,
    notifications,
    registry,
    requests,
    routing,
)
from shared.events.base import Envelope, Fact
from shared.events.catalogue import FACTS
from shared.events.notifications import RECIPIENTS
from shared.events.routing import CaseClosed
from tests.factories import NOON
from tests.samples import a_sample_event
from tests.unit.notifications.remembered import Remembered

FOLLOWS: dict[type[Fact], set[tuple[str, str]] | str] = {
    intake.ComplaintRegistered: {("reporter", "complaint-registered")},
    intake.ComplaintClassified: "it is about the files: nothing changes for the reporter",
    intake.ComplaintCompletionRequested: {("reporter", "completion-requested")},
    intake.ComplaintCompleted: {("reporter", "complaint-completed")},
    intake.ComplaintAccepted: {("reporter", "complaint-received")},
    intake.ComplaintFinished: {("reporter", "complaint-received")},
    intake.ComplaintDeclined: {("reporter", "complaint-declined")},
    intake.ComplaintWithdrawn: {("reporter", "complaint-withdrawn")},
    intake.ComplaintJoined: {("reporter", "complaint-joined")},
    intake.ComplaintOverdue: {
        ("office-desk", "complaint-overdue"),
        ("office-head", "complaint-overdue"),
    },
    intake.ComplaintRated: "the reporter said it, and the page thanks them",
    routing.CaseAssigned: {("focal-point", "case-assigned")},
    routing.CaseUnroutable: {("office-desk", "case-undecided")},
    routing.CaseNeedsDecision: {("office-desk", "case-undecided")},
    routing.CaseClosed: {("reporter", "case-closed"), ("focal-point", "case-ended")},
    routing.CaseConverted: {("reporter", "case-converted")},
    routing.CaseReopened: {("reporter", "case-reopened")},
    conciliation.ConciliationStarted: "staff have invited both parties, who agreed",
    conciliation.ConciliationEnded: "both parties were there; each new last day is told by itself",
    requests.RequestSent: {("focal-point", "request-sent")},
    requests.RequestDelivered: "our own letter was delivered: nobody needs a letter about that",
    requests.RequestAcknowledged: "the officer did it, and the reporter's page shows it",
    requests.RequestAnswered: "the examiner finds it on the desk, and the reporter's page shows it",
    requests.RequestAccepted: {("focal-point", "request-accepted")},
    requests.RequestReturned: {("focal-point", "request-returned")},
    requests.RequestMisrouted: "what follows is told: a new officer, or the desk that must decide",
    requests.RequestCancelled: {("focal-point", "request-cancelled")},
    requests.RequestReminded: {
        ("focal-point", "request-reminded"),
        ("deputy", "request-reminded"),
    },
    requests.RequestEscalated: {
        ("superior", "request-escalated"),
        ("office-head", "request-escalated"),
    },
    requests.DeadlineRecalculated: {("focal-point", "deadline-moved")},
    corrections.CorrectiveActionOrdered: {("focal-point", "correction-ordered")},
    corrections.CorrectiveActionReminded: {
        ("focal-point", "request-reminded"),
        ("deputy", "request-reminded"),
    },
    corrections.CorrectiveActionReported: "the examiner finds it on the desk",
    corrections.CorrectiveActionReturned: {("focal-point", "correction-ordered")},
    corrections.CorrectiveActionDone: {("focal-point", "correction-done")},
    registry.FocalPointMissing: {
        ("office-desk", "officer-missing"),
        ("internal-supervisor", "officer-missing"),
    },
    **{
        fact: "the office did it itself, and statistics count it"
        for fact in registry.ANNOUNCED
        if fact is not registry.FocalPointMissing
    },
    notifications.MessageSent: "it is about a letter that has arrived",
    notifications.MessageFailed: "the desk's letter is saved in the act that announces it",
    notifications.NoticeDelivered: "it is about a letter that has arrived",
}

TOLD: dict[type[Fact], dict[str, Any]] = {
    intake.ComplaintWithdrawn: {"before_acceptance": True, "reason": "K11"},
    intake.ComplaintOverdue: {"stage": "formal"},
    routing.CaseClosed: {"unanswered_by": ["pln-primary"]},
    requests.RequestEscalated: {"recipients": ["superior", "office-head", "of-a-later-version"]},
    requests.DeadlineRecalculated: {"clock": "answer", "why": "extension"},
    registry.FocalPointMissing: {
        "recipients": ["office-desk", "internal-supervisor", "of-a-later-version"]
    },
}
"""What the samples do not say, where it decides who is told."""

HEARD = [fact for fact, follows in FOLLOWS.items() if not isinstance(follows, str)]


async def letters_after(event: Envelope[Any]) -> list[dict[str, Any]]:
    tx = Remembered()
    await BLUEPRINT.ear.hearings[event.type].handler(event, tx, NOON)
    return tx.rows


def an_event_of(fact: type[Fact], **told: Any) -> Envelope[Any]:
    everybody = {"silent": False, "reachable": True}
    event: Envelope[Any] = a_sample_event(fact, **{**everybody, **TOLD.get(fact, {}), **told})
    if fact is intake.ComplaintAccepted:
        return event.model_copy(update={"time": event.data.registered_at})
    return event


def test_no_event_is_forgotten() -> None:
    assert set(FOLLOWS) == set(FACTS.values())
    assert set(BLUEPRINT.ear.hearings) == {fact.type for fact in HEARD}


@pytest.mark.parametrize("fact", HEARD, ids=lambda fact: str(fact.type))
async def test_an_event_is_followed_by_its_letters(fact: type[Fact]) -> None:
    rows = await letters_after(an_event_of(fact))
    assert {(row["recipient"], row["template"]) for row in rows} == FOLLOWS[fact]
    assert len({row["message_id"] for row in rows}) == len(rows)


@pytest.mark.parametrize("fact", HEARD, ids=lambda fact: str(fact.type))
async def test_a_repeated_event_makes_the_same_messages(fact: type[Fact]) -> None:
    event = an_event_of(fact)
    assert await letters_after(event) == await letters_after(event)


@pytest.mark.parametrize(
    "fact",
    [fact for fact in HEARD if "silent" in fact.model_fields],
    ids=lambda fact: str(fact.type),
)
async def test_nobody_is_written_to_about_imported_history(fact: type[Fact]) -> None:
    assert await letters_after(an_event_of(fact, silent=True)) == []


@pytest.mark.parametrize("fact", HEARD, ids=lambda fact: str(fact.type))
async def test_letters_to_others_know_nothing_of_the_reporter(fact: type[Fact]) -> None:
    for row in await letters_after(an_event_of(fact)):
        if row["recipient"] not in ("reporter", "office-desk", "office-head"):
            assert str(row["complaint_id"]) not in row["facts"]
            assert row["language"] == "id"


async def test_a_complaint_that_was_verified_by_hand_is_told_of_its_acceptance() -> None:
    event = a_sample_event(intake.ComplaintAccepted, silent=False, reachable=True)
    later = event.model_copy(update={"time": event.data.registered_at.replace(year=2023)})
    [row] = await letters_after(later)
    assert row["template"] == "complaint-accepted"


async def test_the_closing_of_a_withdrawn_case_is_the_only_letter_about_it() -> None:
    told = {"before_acceptance": False, "reason": "K21"}
    assert await letters_after(an_event_of(intake.ComplaintWithdrawn, **told)) == []


async def test_who_has_answered_the_same_is_not_told_that_no_answer_is_needed() -> None:
    assert await letters_after(an_event_of(requests.RequestCancelled, why="answered")) == []


@pytest.mark.parametrize("told", [{"clock": "acknowledgement"}, {"why": "delivery"}], ids=str)
async def test_a_clock_that_our_own_letter_starts_is_told_by_no_other(told: dict[str, str]) -> None:
    assert await letters_after(an_event_of(requests.DeadlineRecalculated, **told)) == []


async def test_an_officer_who_was_asked_twice_is_told_the_end_once() -> None:
    closed = an_event_of(CaseClosed, unanswered_by=["a", "b", "a"], reachable=False)
    assert [row["recipient_id"] for row in await letters_after(closed)] == ["a", "b"]


async def test_the_officer_who_has_the_request_is_reminded_not_whoever_is_in_office() -> None:
    reminded = an_event_of(requests.RequestReminded, focal_point_id="pln-before")
    ids = {row["recipient"]: row["recipient_id"] for row in await letters_after(reminded)}
    office, agency = reminded.data.office, reminded.data.agency
    assert ids == {"focal-point": "pln-before", "deputy": f"{office}/{agency}"}


async def test_an_event_that_names_no_officer_is_told_to_whoever_is_in_office() -> None:
    returned = an_event_of(requests.RequestReturned, focal_point_id=None)
    [row] = await letters_after(returned)
    assert row["recipient_id"] == f"{returned.data.office}/{returned.data.agency}"


async def test_an_alarm_that_names_nobody_is_told_to_the_desk() -> None:
    [row] = await letters_after(an_event_of(registry.FocalPointMissing, recipients=[]))
    assert (row["recipient"], row["complaint_id"], row["case_id"]) == ("office-desk", None, None)


def test_everybody_whom_the_shipped_ladder_names_can_be_written_to() -> None:
    shipped = policies.read()
    ladders = [shipped.of(office).ladder for office in ("babel", *shipped.offices)]
    named = {one for ladder in ladders for step in ladder for one in step.recipients}
    assert {"focal-point", "ministry"} <= named <= set(RECIPIENTS)
