"""Facts that the shared factories have not: each is of an invented case with PLN."""

from datetime import timedelta
from typing import Any

from shared.events.intake import ComplaintFinished, ComplaintJoined
from shared.events.notifications import MessageFailed, MessageSent
from shared.events.registry import (
    AgencyRecorded,
    AssessmentRecorded,
    FocalPointAppointed,
    RegistryFact,
)
from shared.events.routing import (
    NO_AGENCY,
    CaseFact,
    CaseReopened,
    CaseUnroutable,
    Level,
    RequestAcknowledged,
    RequestAnswered,
    RequestEscalated,
    RequestMisrouted,
    RequestReturned,
)
from shared.ids import new_id
from tests.factories import NOON, an_accepted_complaint, an_assigned_case
from tests.samples import a_sample


def a_finished_consultation(**told: Any) -> ComplaintFinished:
    said = an_accepted_complaint().model_dump() | {"access_type": "KNL", "reason": "K01"}
    return ComplaintFinished(**said | told)


def _of(case: CaseFact) -> dict[str, Any]:
    return {name: getattr(case, name) for name in CaseFact.model_fields}


def an_unroutable_case(**told: Any) -> CaseUnroutable:
    return CaseUnroutable(**_of(an_assigned_case(**told)) | {"agency": NO_AGENCY, "why": "no-rule"})


def an_acknowledged_request(**told: Any) -> RequestAcknowledged:
    return RequestAcknowledged(**_of(an_assigned_case(**told)), request_id=new_id())


def an_answered_request(due_in: timedelta, **told: Any) -> RequestAnswered:
    case = _of(an_assigned_case(**told))
    return RequestAnswered(**case, request_id=new_id(), answer_due_at=NOON + due_in)


def a_returned_answer(**told: Any) -> RequestReturned:
    case = _of(an_assigned_case(**told))
    return RequestReturned(**case, request_id=new_id(), answer_due_at=NOON)


def a_misrouted_request(**told: Any) -> RequestMisrouted:
    case = _of(an_assigned_case(**told))
    return RequestMisrouted(**case, request_id=new_id(), reason="no-authority", hop=1)


def an_escalated_request(level: Level, **told: Any) -> RequestEscalated:
    case = _of(an_assigned_case(**told))
    late = {"clock": "answer", "due_at": NOON, "recipients": ("internal-supervisor",)}
    return RequestEscalated(**case, request_id=new_id(), action_id=None, level=level, **late)


def a_reopened_case(**told: Any) -> CaseReopened:
    case = _of(an_assigned_case())
    return CaseReopened(**case | {"reason": "new-evidence", "cycle": 2} | told)


def _message(**told: Any) -> dict[str, Any]:
    return {
        "complaint_id": new_id(),
        "message_id": new_id(),
        "cause": new_id(),
        "recipient": "reporter",
        "recipient_id": "someone",
        "channel": "mail",
        "template": "case-closed",
        "attempts": 1,
        **told,
    }


def a_sent_message(**told: Any) -> MessageSent:
    return MessageSent(**_message(**{"maybe_twice": False, **told}))


def a_failed_message(**told: Any) -> MessageFailed:
    return MessageFailed(**_message(**{"why": "550 no such mailbox", **told}))


def a_joined_complaint(**told: Any) -> ComplaintJoined:
    said = an_accepted_complaint(incident=new_id()).model_dump()
    return ComplaintJoined(**said | told)


def an_agency(agency: str = "pln", **told: Any) -> AgencyRecorded:
    said = {"record_id": agency, "title": agency, **told}
    return a_sample(AgencyRecorded, agency=agency, **said)


def a_registry() -> tuple[RegistryFact, ...]:
    """An agency with an officer and a check-list."""
    return (an_agency(), a_sample(FocalPointAppointed), a_sample(AssessmentRecorded))
