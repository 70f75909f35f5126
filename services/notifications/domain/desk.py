"""What the office's own desk is told: what waits for a person there."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.notifications.domain.draft import (
    OFFICERS_LANGUAGE,
    ROLES,
    Draft,
    role_of,
    to_role,
)
from shared.events.intake import ComplaintOverdue
from shared.events.notifications import Recipient, Template
from shared.events.registry import FocalPointMissing
from shared.events.routing import CaseNeedsDecision, CaseUnroutable


def undecided(fact: CaseUnroutable | CaseNeedsDecision) -> tuple[Draft, ...]:
    """Staff must say who answers for the case."""
    return to_role(
        "case-undecided", fact, "office-desk", why=fact.why, registered_at=fact.registered_at
    )


def overdue(fact: ComplaintOverdue) -> tuple[Draft, ...]:
    """Staff are late with a complaint; with checking it, their head is told as well (A.7)."""
    stage = "completion-notice" if fact.notice == "completion-requested" else fact.stage
    told = {"stage": stage, "due_at": fact.due_at, "complaint_id": fact.complaint_id}
    drafts = to_role("complaint-overdue", fact, "office-desk", **told)
    if fact.stage in ("formal", "material"):
        drafts += to_role("complaint-overdue", fact, "office-head", **told)
    return drafts


def vacant(fact: FocalPointMissing) -> tuple[Draft, ...]:
    """Somebody must be named who answers for the agency."""
    told = {"office": fact.office, "agency": fact.agency, "since": fact.since}
    whose = role_of(fact.office, fact.agency)
    return tuple(
        Draft(role, whose, "officer-missing", OFFICERS_LANGUAGE, told)
        for code in dict.fromkeys(fact.recipients or ("office-desk",))
        if (role := ROLES.get(code)) is not None
    )


def undelivered(
    recipient: Recipient,
    template: Template,
    facts: Mapping[str, Any],
    *,
    why: str,
    complaint_id: UUID | None,
    case_id: UUID | None,
) -> Draft | None:
    """Somebody was not told and must be reached otherwise.

    Of a letter to the desk itself nothing is said: the next one would fail as well, for ever.
    """
    office = facts.get("office")
    if recipient == "office-desk" or not office:
        return None
    told = {
        "office": office,
        "letter": template,
        "to": recipient,
        "why": why,
        "complaint_id": complaint_id and str(complaint_id),
    }
    whose = role_of(office, None if complaint_id else facts.get("agency"))
    return Draft("office-desk", whose, "message-failed", OFFICERS_LANGUAGE, told, case_id)
