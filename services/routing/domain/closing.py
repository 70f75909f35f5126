"""Closing a case: which reasons say what about the complaint, and what ends with the case."""

from collections.abc import Mapping
from datetime import datetime

from services.routing.domain.case import Case, Change
from services.routing.domain.deeds import Close, Withdraw
from services.routing.domain.moves import IllegalMove
from services.routing.domain.outcome import ALL, Desk, Done, all_clocks, ended
from services.routing.domain.stopping import standing
from shared.errors import Unacceptable
from shared.events.cases import ClosureReason, Substantiated
from shared.events.routing import CaseClosed

OPEN_QUESTION: frozenset[Substantiated] = frozenset({"not-determined"})
FOUND: frozenset[Substantiated] = frozenset({"yes"})
NOT_FOUND: frozenset[Substantiated] = frozenset({"no"})

SUBSTANTIATED: Mapping[ClosureReason, frozenset[Substantiated]] = {
    **dict.fromkeys(("K10", "K11"), OPEN_QUESTION),
    **dict.fromkeys(("K12a", "K12b", "K12c", "K12d", "K12e", "K12f"), OPEN_QUESTION),
    **dict.fromkeys(("K20", "K21", "K23", "K24", "K25"), OPEN_QUESTION),
    "K22": NOT_FOUND,
    **dict.fromkeys(("K30", "K31", "K32", "K33", "K34"), FOUND),
}
"""What each reason leaves to say (domain A.8): a case settled by the agency was never judged."""


SAVING: frozenset[ClosureReason] = frozenset({"K20", "K23", "K30", "K31", "K32", "K33"})
"""Reasons with which something was settled or put right: only there a loss can be saved."""


def close(case: Case, deed: Close | Withdraw, state: str, at: datetime, desk: Desk) -> Done:
    """What is still asked needs no answer any more; the closing itself says so to the agency."""
    if isinstance(deed, Close):
        facts = deed.model_dump(
            include={"reason", "resolution_method", "substantiated", "loss_saved"},
            exclude_none=True,
        )
        _agrees(deed)
    else:
        facts = {
            "reason": "K21",
            "resolution_method": "other",
            "substantiated": "not-determined",
        }
    undone = case.undone
    if facts["reason"] == "K30":
        _was_put_right(case, deed)
    requests = case.open_requests
    change = Change({"state": state, "closed_at": at, **facts}, {}, ended(requests, at))
    stops = {**all_clocks(requests, case), **{one.action_id: ALL for one in undone}}
    unanswered_by = dict.fromkeys(one.focal_point_id for one in requests)
    if undone and case.focal_point_id:
        unanswered_by[case.focal_point_id] = None
    fact = CaseClosed(
        **case.told,
        **facts,
        unanswered_by=tuple(unanswered_by),
        stopped=standing(requests, undone, desk.running_clocks),
        answered_at=min(filter(None, (one.answered_at for one in case.requests)), default=None),
        waited=_waited(case),
    )
    return Done(deed.deed, at, change, (fact,), stops=stops)


def _waited(case: Case) -> bool:
    """Nobody was asked when it was opened: its first request went out later, or never."""
    return not case.requests or case.requests[0].sent_at > case.opened_at


def _was_put_right(case: Case, deed: Close | Withdraw) -> None:
    """K30 says that something was put right; of imported history we do not know what."""
    if case.undone:
        raise IllegalMove(f"{deed.deed}: a corrective action is not done, and K30 says it is.")
    done = [one for one in case.actions if one.done_at and one.cycle == case.cycle]
    if not done and not case.told["silent"]:
        raise IllegalMove(f"{deed.deed}: no corrective action was done, and K30 says one was.")


def _agrees(deed: Close) -> None:
    allowed = SUBSTANTIATED[deed.reason]
    if deed.substantiated not in allowed:
        said = ", ".join(sorted(allowed))
        raise Unacceptable(f"{deed.reason} says `substantiated` {said}, not {deed.substantiated}.")
    if deed.loss_saved is not None and deed.reason not in SAVING:
        raise Unacceptable(f"With {deed.reason} no loss was saved.")
