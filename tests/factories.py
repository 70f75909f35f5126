"""Believable facts and events to begin a test with; everything in them is invented."""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from shared.events.base import Envelope, Fact, envelop
from shared.events.intake import ComplaintAccepted
from shared.events.routing import CaseAssigned, CaseClosed
from shared.ids import new_id

NOON = datetime(2022, 3, 14, 5, 0, tzinfo=UTC)
"""Noon in Pangkalpinang, on a Monday."""

F = TypeVar("F", bound=Fact)


def an_event(fact: F, time: datetime = NOON, *, event_id: UUID | None = None) -> Envelope[F]:
    """A fact in its envelope, heard a second after it happened."""
    recorded = time + timedelta(seconds=1)
    return envelop(fact, event_id or new_id(), time=time, recorded=recorded)


def _complaint(**told: Any) -> dict[str, Any]:
    return {
        "complaint_id": new_id(),
        "office": "babel",
        "access_type": "LM",
        "channel": "website",
        "substance": "energi-kelistrikan",
        "agency": "pln-uiw-babel",
        "region": "19.71",
        "reachable": True,
        "registered_at": NOON,
        **told,
    }


def an_accepted_complaint(**told: Any) -> ComplaintAccepted:
    return ComplaintAccepted(**_complaint(**told))


def an_assigned_case(**told: Any) -> CaseAssigned:
    case = {
        "case_id": new_id(),
        "focal_point_id": "pln-primary",
        "rule": "as-named@1",
        "request_id": new_id(),
        "request_kind": "clarification",
        "answer_due_at": NOON + timedelta(days=14),
    }
    return CaseAssigned(**_complaint(**case, **told))


def a_closed_case(**told: Any) -> CaseClosed:
    case = {
        "case_id": new_id(),
        "reason": "K20",
        "resolution_method": "focal-point",
        "substantiated": "not-determined",
    }
    return CaseClosed(**_complaint(**case, **told))
