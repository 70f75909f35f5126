"""Asking the reporter for what is missing: thirty days from receiving the notice (domain D04)."""

from datetime import datetime

from services.intake.domain import clock
from services.intake.domain.complaint import Complaint, Effect, Rules, fact_of
from services.intake.domain.deeds import (
    AskCompletion,
    Complete,
    Expire,
    NoteReceipt,
    ProveReceipt,
)
from services.intake.domain.handing_in import check_given
from services.intake.domain.history import Completion
from services.intake.domain.moves import IllegalMove
from shared.errors import Unacceptable
from shared.events.intake import (
    ComplaintCompleted,
    ComplaintCompletionRequested,
    ComplaintDeclined,
)


def ask(complaint: Complaint, deed: AskCompletion, rules: Rules, at: datetime) -> Effect:
    """The clock stands until it is known when the notice was received."""
    received = deed.received_at
    if received and received > at:
        raise Unacceptable("`received_at` lies after `at`.")
    if received and received < complaint.told["registered_at"]:
        raise Unacceptable("`received_at` lies before the registration.")
    due_at = _due(complaint, received, rules) if received else None
    missing = tuple(dict.fromkeys(deed.missing))
    asked = {"missing": missing, "due_at": due_at, "days": rules.policy.completion_days}
    fact = fact_of(ComplaintCompletionRequested, complaint, **asked)
    told = {"missing": missing, "received_at": _text(received), "due_at": _text(due_at)}
    return Effect(told, fact=fact)


def note_receipt(complaint: Complaint, deed: NoteReceipt, rules: Rules, at: datetime) -> Effect:
    """A later proof may lengthen the time; nothing shortens what was promised."""
    asked = _open(complaint, at)
    if isinstance(deed, ProveReceipt):
        if deed.of not in (None, asked.asked_by):
            raise IllegalMove("note-receipt: the proof is of the notice of another request.")
        if asked.received_at:
            raise IllegalMove("note-receipt: it is known already when the notice was received.")
    if asked.received_at and at <= asked.received_at:
        raise IllegalMove("note-receipt: an earlier day would shorten the time that was promised.")
    return Effect({"due_at": _text(_due(complaint, at, rules))})


def complete(complaint: Complaint, deed: Complete, at: datetime) -> Effect:
    asked = _open(complaint, at)
    if asked.due_at and at > asked.due_at:
        raise IllegalMove("complete: the time for it is over; the complaint may be filed again.")
    told = {}
    if deed.given:
        check_given(deed.given, asked.missing)
        told["given"] = deed.given
    return Effect(told, fact=fact_of(ComplaintCompleted, complaint))


def expire(complaint: Complaint, _: Expire, at: datetime) -> Effect:
    """Silence counts as taking the report back; it may be filed again (closing reason K11)."""
    asked = _open(complaint, at)
    if asked.due_at is None or at < asked.due_at:
        raise IllegalMove("expire: the time is not over.")
    return Effect({"reason": "K11"}, fact=fact_of(ComplaintDeclined, complaint, reason="K11"))


def _due(complaint: Complaint, received: datetime, rules: Rules) -> datetime:
    zone = rules.zone_of(complaint.told["office"])
    return clock.due(received, rules.policy.completion_days, zone)


def _open(complaint: Complaint, at: datetime) -> Completion:
    asked = complaint.standing.completion
    if asked is None:
        raise IllegalMove("Nothing is waited for.")
    if at < asked.asked_at and (asked.received_at is None or at < asked.received_at):
        raise Unacceptable("`at` lies before the request for completion.")
    return asked


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
