"""Which event tells of a message's end: a notice of law is proved on a subject of its own."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from services.notifications import domain
from services.notifications.store.announcing import announce
from shared.events.base import Fact
from shared.ids import new_id
from tests.factories import NOON


@dataclass
class Heard:
    """A transaction that only remembers what was announced."""

    facts: list[Fact] = field(default_factory=list)

    def emit(self, fact: Fact, *, time: datetime) -> None:
        assert time == NOON
        self.facts.append(fact)


def _told(**otherwise: str) -> dict[str, Any]:
    return {
        "complaint_id": new_id(),
        "message_id": new_id(),
        "cause": new_id(),
        "recipient": "reporter",
        "recipient_id": "x",
        "channel": "mail",
        "template": "completion-requested",
        **otherwise,
    }


SENT = domain.Step(state="sent", maybe_twice=False, why=None, next_try_at=None, ended_at=NOON)


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
    tx = Heard()
    announce(tx, _told(**otherwise), 1, SENT)  # type: ignore[arg-type]
    assert [type(fact).__name__ for fact in tx.facts] == kinds
