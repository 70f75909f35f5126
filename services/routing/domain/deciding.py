"""Whether a deed may be done to a case, and what it does: facts and time in, an outcome out."""

from datetime import datetime

from services.routing.domain.case import Case
from services.routing.domain.case_deeds import decide_case
from services.routing.domain.deeds import Deed
from services.routing.domain.moves import CASE_MOVES, REQUEST_MOVES, OutOfOrder, moved
from services.routing.domain.outcome import Desk, Done
from services.routing.domain.request_deeds import decide_request
from services.routing.domain.said import CaseDeed, RequestDeed
from shared.errors import Unacceptable


def decide(case: Case, deed: Deed, desk: Desk) -> Done:
    """What a deed does to a case.

    The state is looked at before the time: who repeats what was done long ago is told so. Raises
    `IllegalMove`, `OutOfOrder`, or `Unacceptable` for what cannot be.
    """
    moved(CASE_MOVES, deed.deed, case.state, "case")
    if isinstance(deed, RequestDeed):
        request = case.request_for(deed.deed, deed.request_id)
        moved(REQUEST_MOVES, deed.deed, request.state, "request")
        return decide_request(case, deed, _moment(case, deed, request.last_at, desk.now), desk)
    return decide_case(case, deed, _moment(case, deed, case.last_at, desk.now), desk)


def _moment(case: Case, deed: CaseDeed, last: datetime, now: datetime) -> datetime:
    if deed.at is None:
        return max(now, last)  # another process, whose clock is ahead, may have done the last
    if deed.at > now:
        raise Unacceptable("`at` lies in the future.")
    if deed.at < case.opened_at:
        raise Unacceptable("`at` lies before the case was opened.")
    if deed.at < last:
        raise OutOfOrder("`at` lies before the last deed to the request.")
    return deed.at
