"""Corrective actions: what an agency must put right, by when, and whether it did."""

from datetime import datetime

from services.routing.domain.action import Action
from services.routing.domain.assignment import asked_at
from services.routing.domain.case import Case, Change
from services.routing.domain.correction_deeds import (
    CorrectionDone,
    OrderCorrection,
    ReportCorrection,
    ReturnCorrection,
)
from services.routing.domain.moves import IllegalMove
from services.routing.domain.outcome import ALL, Desk, Done
from services.routing.domain.stopping import running
from shared.calendar.zones import local_day
from shared.errors import Unacceptable
from shared.events.corrections import (
    CorrectiveActionDone,
    CorrectiveActionOrdered,
    CorrectiveActionReported,
    CorrectiveActionReturned,
)


def order(case: Case, deed: OrderCorrection, at: datetime, desk: Desk) -> Done:
    clock = (
        desk.running()
        .of(case.agency, at)
        .start(
            "correction",
            "corrective-action",
            case_id=case.case_id,
            of_id=desk.new_id,
            at=asked_at(at, desk.now, silent=case.told["silent"]),
            now=desk.now,
        )
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


def report(case: Case, deed: ReportCorrection, at: datetime, desk: Desk) -> Done:
    """What the agency says: its clock stands still until the examiner has looked."""
    action = _found(case, deed, [one for one in case.undone if one.reported_at is None])
    _not_before(action, at)
    zone = desk.running().zone
    if not local_day(action.ordered_at, zone) <= deed.on <= local_day(at, zone):
        raise Unacceptable("`on` lies between the order and the report.")
    values = {
        "report": deed.text,
        "put_right_on": deed.on,
        "reported_at": at,
        "missing": None,
    }
    fact = CorrectiveActionReported(
        **case.told_of(action),
        action_id=action.action_id,
        put_right_on=deed.on,
        in_time=at <= action.due_at,
        stopped=running((), [action]),
        focal_point_id=_officer(case, action),
    )
    change = Change(actions={action.action_id: values})
    return Done(deed.deed, at, change, (fact,), stops={action.action_id: ALL})


def send_back(case: Case, deed: ReturnCorrection, at: datetime, desk: Desk) -> Done:
    """As with an answer, the time begins anew: the agency learns only now what is missing.

    The time that the order had set is not kept by that, and is told from now on.
    """
    action = _found(case, deed, [one for one in case.undone if one.reported_at is not None])
    again = (
        desk.running()
        .of(action.agency or case.agency, at)
        .start(
            "correction",
            "corrective-action",
            case_id=case.case_id,
            of_id=action.action_id,
            at=asked_at(at, desk.now, silent=case.told["silent"]),
            now=desk.now,
        )
    )
    first_due_at = action.first_due_at or action.due_at
    values = {
        "missing": deed.missing,
        "reported_at": None,
        "due_at": again.due_at,
        "first_due_at": first_due_at,
    }
    fact = CorrectiveActionReturned(
        **case.told_of(action),
        action_id=action.action_id,
        due_at=again.due_at,
        first_due_at=first_due_at,
        reported_at=action.reported_at,
        focal_point_id=_officer(case, action),
    )
    starts = () if case.told["silent"] else (again,)
    change = Change(actions={action.action_id: values})
    return Done(deed.deed, at, change, (fact,), starts=starts)


def put_right(case: Case, deed: CorrectionDone, at: datetime) -> Done:
    """In time is what was reported in time, however long the examiner took."""
    action = _found(case, deed, case.undone)
    _not_before(action, at)
    in_time = (action.reported_at or at) <= action.due_at
    fact = CorrectiveActionDone(
        **case.told_of(action),
        action_id=action.action_id,
        in_time=in_time,
        stopped=running((), [action]),
        focal_point_id=_officer(case, action),
    )
    change = Change(actions={action.action_id: {"done_at": at}})
    return Done(deed.deed, at, change, (fact,), stops={action.action_id: ALL})


def _not_before(action: Action, at: datetime) -> None:
    if at < action.ordered_at:
        raise Unacceptable("`at` lies before the order.")


def _officer(case: Case, action: Action) -> str | None:
    return case.focal_point_id if action.agency in (None, case.agency) else None


def _found(
    case: Case, deed: ReportCorrection | ReturnCorrection | CorrectionDone, among: list[Action]
) -> Action:
    """The action that a deed is about; unnamed, the oldest that allows the deed."""
    for action in among:
        if deed.action_id in (None, action.action_id):
            return action
    raise IllegalMove(f"{deed.deed}: the case has no action that allows it.")
