"""When a deed happened: not before what it answers, and never in the future."""

from datetime import datetime, timedelta

from services.intake.domain.complaint import Complaint
from services.intake.domain.deeds import Accept, Complete, Decline, Deed, Finish, NoteReceipt
from services.intake.domain.history import Standing
from shared.errors import Unacceptable

LATER = timedelta(microseconds=1)
"""Only what is settled in the act of filing is so at the moment of its registration."""


def moment(complaint: Complaint, deed: Deed, now: datetime) -> datetime:
    """When it happened: after what it answers. Two processes' clocks may differ by a little."""
    registered_at: datetime = complaint.told["registered_at"]
    at = _moment(complaint, deed, registered_at, now)
    return max(at, registered_at + LATER) if isinstance(deed, Accept | Finish) else at


def _moment(complaint: Complaint, deed: Deed, registered_at: datetime, now: datetime) -> datetime:
    answered = _answered(complaint.standing, deed) or registered_at
    if deed.at is None:
        return max(now, answered)
    if deed.at > now:
        raise Unacceptable("`at` lies in the future.")
    if deed.at < registered_at:
        raise Unacceptable("`at` lies before the registration.")
    if deed.at < answered:
        raise Unacceptable("`at` lies before the deed that it answers.")
    return deed.at


def _answered(standing: Standing, deed: Deed) -> datetime | None:
    """What a deed cannot precede: a decision all that was done, another what led to the state.

    Receipt and completion are measured by the request for completion itself.
    """
    if isinstance(deed, Accept | Decline | Finish):
        return standing.latest
    if isinstance(deed, NoteReceipt | Complete):
        return None
    return standing.since
