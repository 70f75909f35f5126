"""Whether a deed may be done to a case, and what it does: facts and time in, an outcome out."""

from datetime import datetime

from services.routing.domain.case import Case
from services.routing.domain.case_deeds import decide_case
from services.routing.domain.deeds import CaseDeed, Deed, RequestDeed
from services.routing.domain.outcome import Desk, Done
from services.routing.domain.request_deeds import decide_request
from shared.errors import Refused, Unacceptable


class Stale(Refused):
    """Somebody else has changed the case since it was read."""

    code = "stale"
    status = 412


def decide(case: Case, deed: Deed, desk: Desk) -> Done:
    """What a deed does to a case.

    Raises `IllegalMove`, or `Unacceptable` for an impossible time.
    """
    at = _moment(case, deed, desk.now)
    if isinstance(deed, RequestDeed):
        return decide_request(case, deed, at, desk)
    return decide_case(case, deed, at, desk)


def unchanged_since(case: Case, version: int | None) -> None:
    """Raises `Stale` where the case is not the one that was read."""
    if version is not None and version != case.version:
        raise Stale(f"The case is at version {case.version}, and not at {version} any more.")


def _moment(case: Case, deed: CaseDeed, now: datetime) -> datetime:
    at = deed.at or now
    if at > now:
        raise Unacceptable("`at` lies in the future.")
    if at < case.opened_at:
        raise Unacceptable("`at` lies before the case was opened.")
    return at
