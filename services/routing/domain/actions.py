"""Corrective actions: what an agency must put right, by when, and whether it did."""

from datetime import datetime

from services.routing.domain.case import Action, Case, Change
from services.routing.domain.deeds import CorrectionDone, OrderCorrection
from services.routing.domain.moves import IllegalMove
from services.routing.domain.outcome import ALL, Desk, Done
from services.routing.domain.stopping import running
from shared.errors import Unacceptable
from shared.events.requests import CorrectiveActionDone, CorrectiveActionOrdered


def order(case: Case, deed: OrderCorrection, at: datetime, desk: Desk) -> Done:
    clock = desk.running().start(
        "correction",
        "corrective-action",
        case_id=case.case_id,
        of_id=desk.new_id,
        at=at,
        now=desk.now,
    )
    values = {
        "order": deed.order,
        "ordered_at": at,
        "due_at": clock.due_at,
        "agency": case.agency,
        "cycle": case.cycle,
    }
    fact = CorrectiveActionOrdered(
        **case.told,
        action_id=desk.new_id,
        due_at=clock.due_at,
        focal_point_id=case.focal_point_id,
    )
    starts = () if case.told["silent"] else (clock,)
    return Done(deed.deed, at, Change(actions={desk.new_id: values}), (fact,), starts=starts)


def put_right(case: Case, deed: CorrectionDone, at: datetime) -> Done:
    action = _undone(case, deed)
    if at < action.ordered_at:
        raise Unacceptable("`at` lies before the order.")
    told = case.told_of(action)
    in_time = at <= action.due_at
    fact = CorrectiveActionDone(
        **told,
        action_id=action.action_id,
        in_time=in_time,
        stopped=running((), [action]),
        focal_point_id=case.focal_point_id if action.agency == case.agency else None,
    )
    change = Change(actions={action.action_id: {"done_at": at}})
    return Done(deed.deed, at, change, (fact,), stops={action.action_id: ALL})


def _undone(case: Case, deed: CorrectionDone) -> Action:
    for action in case.undone:
        if deed.action_id in (None, action.action_id):
            return action
    raise IllegalMove("correction-done: the case has no such action that is not done.")
