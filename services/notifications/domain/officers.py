"""What focal points are told: what is asked of them, until when, and what is asked no more."""

from services.notifications.domain.draft import Draft, to_officer
from shared.events.corrections import (
    CorrectiveActionDone,
    CorrectiveActionOrdered,
    CorrectiveActionReturned,
)
from shared.events.requests import (
    DeadlineRecalculated,
    RequestAccepted,
    RequestCancelled,
    RequestReturned,
    RequestSent,
)
from shared.events.routing import CaseAssigned, CaseClosed


def assignment(fact: CaseAssigned) -> tuple[Draft, ...]:
    """Put the case to the focal point: what it is about and until when, never who complained."""
    return to_officer(
        "case-assigned",
        fact,
        fact.focal_point_id,
        cause=fact.cause,
        request_id=fact.request_id,
        registered_at=fact.registered_at,
        request_kind=fact.request_kind,
        answer_due_at=fact.answer_due_at,
    )


def further_request(fact: RequestSent) -> tuple[Draft, ...]:
    """A further request, or the same one a second time."""
    return to_officer(
        "request-sent",
        fact,
        fact.focal_point_id,
        request_id=fact.request_id,
        request_kind=fact.kind,
        number=fact.number,
        due_at=fact.answer_due_at,
    )


def returned(fact: RequestReturned) -> tuple[Draft, ...]:
    """The answer does not suffice; what is missing is read by the link, not in a mail."""
    told = {"request_id": fact.request_id, "due_at": fact.answer_due_at}
    return to_officer("request-returned", fact, fact.focal_point_id, **told)


def accepted(fact: RequestAccepted) -> tuple[Draft, ...]:
    """The answer suffices: nothing more is to be done."""
    return to_officer("request-accepted", fact, fact.focal_point_id, request_id=fact.request_id)


def cancelled(fact: RequestCancelled) -> tuple[Draft, ...]:
    """No answer is needed any more; who has just answered the same knows it."""
    if fact.why == "answered":
        return ()
    told = {"request_id": fact.request_id, "why": fact.why}
    return to_officer("request-cancelled", fact, fact.focal_point_id, **told)


def new_date(fact: DeadlineRecalculated) -> tuple[Draft, ...]:
    """More time for the answer or the correction.

    The clock that starts with the delivery of a letter is told by no other letter: the date that
    was named lies before the new one, and the page behind the link shows that.
    """
    if fact.clock not in ("answer", "correction") or fact.why == "delivery":
        return ()
    return to_officer(
        "deadline-moved",
        fact,
        fact.focal_point_id,
        request_id=fact.request_id,
        action_id=fact.action_id,
        clock=fact.clock,
        why=fact.why,
        due_at=fact.due_at,
        was_due_at=fact.was_due_at,
    )


def correction(
    fact: CorrectiveActionOrdered | CorrectiveActionReturned, *, returned: bool = False
) -> tuple[Draft, ...]:
    """The agency must put something right; neither the order nor what is missing is for a mail."""
    told = {"action_id": fact.action_id, "due_at": fact.due_at, "returned": returned}
    return to_officer("correction-ordered", fact, fact.focal_point_id, **told)


def put_right(fact: CorrectiveActionDone) -> tuple[Draft, ...]:
    """The proof suffices: nothing more is to be done."""
    return to_officer("correction-done", fact, fact.focal_point_id, in_time=fact.in_time)


def ended(fact: CaseClosed) -> tuple[Draft, ...]:
    """Whoever was still to answer when the case was closed need not do so."""
    told = [
        to_officer("case-ended", fact, officer, withdrawn=fact.reason == "K21")
        for officer in dict.fromkeys(fact.unanswered_by)
    ]
    return tuple(draft for drafts in told for draft in drafts)
