"""Which event tells of a message's end: a notice of law is proved on a subject of its own."""

from typing import Any

import pytest

from services.notifications.domain.trying import Step
from services.notifications.store import Message
from services.notifications.store.announcing import announce
from shared.events.notifications import RECIPIENTS
from shared.ids import new_id
from tests.factories import NOON
from tests.unit.notifications.remembered import Remembered

REQUEST = new_id()


def _message(**otherwise: Any) -> Message:
    told = {
        "message_id": new_id(),
        "event_id": new_id(),
        "complaint_id": new_id(),
        "case_id": None,
        "recipient": "reporter",
        "recipient_id": "x",
        "template": "completion-requested",
        "language": "id",
        "facts": {"office": "babel", "request_id": str(REQUEST)},
        "attempts": 1,
        "maybe_twice": False,
        "created_at": NOON,
    }
    return Message(**told | otherwise)


SENT = Step(state="sent", maybe_twice=False, why=None, next_try_at=None, ended_at=NOON)


@pytest.mark.parametrize(
    ("otherwise", "kinds"),
    [
        ({}, ["MessageSent", "NoticeDelivered"]),
        ({"template": "complaint-declined"}, ["MessageSent", "NoticeDelivered"]),
        ({"template": "case-closed"}, ["MessageSent"]),
        ({"recipient": "focal-point"}, ["MessageSent"]),
    ],
)
def test_a_delivered_notice_is_proved_and_no_other_message(
    otherwise: dict[str, str], kinds: list[str]
) -> None:
    tx = Remembered()
    announce(tx, _message(**otherwise), SENT)
    assert [type(fact).__name__ for fact in tx.facts] == kinds


@pytest.mark.parametrize(
    ("recipient", "template", "proves"),
    [
        ("focal-point", "case-assigned", True),
        ("focal-point", "request-reminded", True),
        ("focal-point", "request-cancelled", False),
        ("focal-point", "correction-ordered", False),
        ("deputy", "request-reminded", False),
        ("superior", "request-escalated", False),
    ],
)
def test_only_what_brings_the_request_to_its_officer_names_it(
    recipient: str, template: str, proves: bool
) -> None:
    tx = Remembered()
    announce(tx, _message(recipient=recipient, template=template), SENT)
    [sent] = tx.facts
    assert sent.request_id == (REQUEST if proves else None)


FAILED = Step(state="failed", maybe_twice=False, why="550 no such user", ended_at=NOON)


@pytest.mark.parametrize("recipient", [one for one in RECIPIENTS if one != "office-desk"])
def test_the_desk_hears_of_whoever_could_not_be_told(recipient: str) -> None:
    tx = Remembered()
    announce(tx, _message(recipient=recipient), FAILED)
    [row] = tx.rows
    assert (row["recipient"], row["recipient_id"]) == ("office-desk", "babel/")
    assert row["template"] == "message-failed"
    assert "550 no such user" in row["facts"]


def test_a_letter_about_no_complaint_has_no_event_and_the_desk_hears_of_its_failure() -> None:
    tx = Remembered()
    about_agency = {"complaint_id": None, "template": "officer-missing"}
    announce(tx, _message(recipient="internal-supervisor", **about_agency), SENT)
    assert (tx.facts, tx.rows) == ([], [])
    for _ in range(2):
        announce(tx, _message(recipient="internal-supervisor", **about_agency), FAILED)
    assert tx.facts == []
    assert [(row["recipient"], row["complaint_id"]) for row in tx.rows] == [
        ("office-desk", None)
    ] * 2
    assert len({row["message_id"] for row in tx.rows}) == 2


def test_a_letter_to_the_desk_that_fails_makes_no_other() -> None:
    tx = Remembered()
    announce(tx, _message(recipient="office-desk"), FAILED)
    assert [type(fact).__name__ for fact in tx.facts] == ["MessageFailed"]
    assert tx.rows == []
