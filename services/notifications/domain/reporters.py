"""What reporters are told: each step of their complaint that asks something of them or ends it."""

from datetime import datetime

from services.notifications.domain.draft import Draft, to_reporter
from shared.events.intake import (
    ComplaintAccepted,
    ComplaintCompleted,
    ComplaintCompletionRequested,
    ComplaintDeclined,
    ComplaintFinished,
    ComplaintJoined,
    ComplaintRegistered,
    ComplaintWithdrawn,
)
from shared.events.routing import CaseClosed, CaseConverted, CaseReopened


def receipt(fact: ComplaintFinished) -> tuple[Draft, ...]:
    """Confirm a consultation or a copy that ends at intake."""
    told = {"registered_at": fact.registered_at, "reason": fact.reason}
    return to_reporter("complaint-received", fact, **told)


def acceptance(fact: ComplaintAccepted, accepted_at: datetime) -> tuple[Draft, ...]:
    """Thank the reporter, or, after a verification by hand, tell how that ended."""
    told = {"registered_at": fact.registered_at, "reason": None}
    if accepted_at == fact.registered_at:
        return to_reporter("complaint-received", fact, **told)
    return to_reporter("complaint-accepted", fact, **told)


def registration(fact: ComplaintRegistered) -> tuple[Draft, ...]:
    """Thank the reporter and say that the office checks first."""
    return to_reporter("complaint-registered", fact, registered_at=fact.registered_at)


def completion(fact: ComplaintCompletionRequested) -> tuple[Draft, ...]:
    """Ask for what is missing: the days run from the receipt of this letter."""
    told = {"missing": list(fact.missing), "due_at": fact.due_at, "days": fact.days}
    return to_reporter("completion-requested", fact, **told)


def completed(fact: ComplaintCompleted) -> tuple[Draft, ...]:
    """What was missing has come: nothing more is to be done for now."""
    return to_reporter("complaint-completed", fact)


def declination(fact: ComplaintDeclined, declined_at: datetime) -> tuple[Draft, ...]:
    """Why it does not become a case, and what the reporter can do."""
    return to_reporter("complaint-declined", fact, declined_at=declined_at, reason=fact.reason)


def withdrawal(fact: ComplaintWithdrawn, withdrawn_at: datetime) -> tuple[Draft, ...]:
    """Confirm it; of what is a case already, the closing of the case tells."""
    if not fact.before_acceptance:
        return ()
    return to_reporter("complaint-withdrawn", fact, withdrawn_at=withdrawn_at)


def joining(fact: ComplaintJoined) -> tuple[Draft, ...]:
    """Many have complained of the same cause, and one answer goes to all."""
    return to_reporter("complaint-joined", fact)


def closure(fact: CaseClosed, closed_at: datetime) -> tuple[Draft, ...]:
    """Tell the reporter that and why the case is closed."""
    return to_reporter("case-closed", fact, closed_at=closed_at, reason=fact.reason)


def conversion(fact: CaseConverted, converted_at: datetime) -> tuple[Draft, ...]:
    """The fast route has ended, and the case goes on in the regular way."""
    return to_reporter("case-converted", fact, converted_at=converted_at, why=fact.why)


def reopening(fact: CaseReopened, reopened_at: datetime) -> tuple[Draft, ...]:
    """The case goes on, and why."""
    return to_reporter("case-reopened", fact, reopened_at=reopened_at, reason=fact.reason)
