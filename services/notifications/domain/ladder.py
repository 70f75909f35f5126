"""What each level of the ladder is told of a request that is not answered (domain B.4)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from services.notifications.domain.draft import ROLES, Draft, to_officer, to_role
from shared.events.corrections import (
    CorrectiveActionReminded,
)
from shared.events.notifications import Template
from shared.events.requests import (
    RequestEscalated,
    RequestReminded,
)

REMINDED: Final = ("focal-point", "deputy")
"""Who is told of a reminder that does not say so: level L1."""

Reminded = RequestReminded | CorrectiveActionReminded


def reminder(fact: Reminded, at: datetime) -> tuple[Draft, ...]:
    """Most of the time has passed."""
    more = {} if isinstance(fact, RequestReminded) else {"action_id": fact.action_id}
    return _told(fact, fact.recipients or REMINDED, at, **more)


def escalation(fact: RequestEscalated, at: datetime) -> tuple[Draft, ...]:
    """The people of the level that has been reached, each role once."""
    return _told(fact, fact.recipients, at, action_id=fact.action_id, level=fact.level)


def _told(
    fact: Reminded | RequestEscalated, codes: Sequence[str], at: datetime, **more: Any
) -> tuple[Draft, ...]:
    """The officer who has the request is asked to act, whoever stands above learns of it.

    Late is measured at the step's own time: a letter that waited says the same as one that did not.
    """
    told = {
        "request_id": None if isinstance(fact, CorrectiveActionReminded) else fact.request_id,
        "clock": fact.clock,
        "due_at": fact.due_at,
        "overdue": at >= fact.due_at,
        **more,
    }
    already = fact.focal_point_id if "focal-point" in codes else None
    drafts: list[Draft] = []
    for code in dict.fromkeys(codes):
        role = ROLES.get(code)
        if role is None:
            continue
        if role == "focal-point":
            drafts += to_officer("request-reminded", fact, fact.focal_point_id, **told)
        else:
            letter: Template = "request-reminded" if role == "deputy" else "request-escalated"
            drafts += to_role(letter, fact, role, **told, told_already=already)
    return tuple(drafts)
