"""A conciliation: the only time in which the clocks of a case stand still (domain A.7)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.routing.domain.case import Case, Change, Values
from services.routing.domain.clocks import Clocks
from services.routing.domain.conciliation_deeds import EndConciliation, StartConciliation
from services.routing.domain.deadlines import Deadline
from services.routing.domain.ladder import clocks_for, due_change, recalculated_fact
from services.routing.domain.moves import IllegalMove
from services.routing.domain.outcome import Desk, Done
from services.routing.domain.policy import Term
from shared.calendar.reckoning import working_days_between
from shared.calendar.zones import due_moment, local_day
from shared.events.cases import StoppedClock
from shared.events.conciliation import ConciliationEnded, ConciliationStarted


def decide(
    case: Case, deed: StartConciliation | EndConciliation, state: str, at: datetime, desk: Desk
) -> Done:
    """Raises `IllegalMove` where the procedure allows no pause."""
    if isinstance(deed, StartConciliation):
        return _start(case, deed, state, at, desk)
    return _end(case, deed, state, at, desk)


def _start(case: Case, deed: StartConciliation, state: str, at: datetime, desk: Desk) -> Done:
    pause = desk.running().policy.pause
    access_type = case.told["access_type"]
    if pause is None or access_type not in pause.access_types:
        raise IllegalMove(f"{deed.deed}: the procedure of a {access_type} allows no pause.")
    standing = [one for one in desk.running_clocks if one.clock in pause.clocks]
    fact = ConciliationStarted(
        **case.told, paused=tuple(StoppedClock(one.clock, one.due_at) for one in standing)
    )
    said = {"consent": deed.consent, "paused": _named(standing)}
    keeps = tuple(replace(one, next_at=None, paused_at=at) for one in standing)
    return Done(deed.deed, at, Change({"state": state}), (fact,), said, keeps=keeps)


def _end(case: Case, deed: EndConciliation, state: str, at: datetime, desk: Desk) -> Done:
    """Each clock that stood has as much time left as when it stopped; its agency is told."""
    stood = [one for one in desk.running_clocks if one.paused_at is not None]
    office = desk.running()
    resumed = [(one, _resumed(one, at, clocks_for(case, one, office, at))) for one in stood]
    moved = [(was, later) for was, later in resumed if later.due_at != was.due_at]
    told = [recalculated_fact(case, was, later, "pause") for was, later in moved]
    ended = ConciliationEnded(**case.told, outcome=deed.outcome)
    said = {"outcome": deed.outcome, "moved": _named(later for _, later in moved)}
    return Done(
        deed.deed,
        at,
        _merged(state, [due_change(later) for _, later in moved]),
        (ended, *told),
        said,
        keeps=tuple(later for _, later in resumed),
    )


def _resumed(deadline: Deadline, at: datetime, clocks: Clocks) -> Deadline:
    """As many days as it stood are added, in its own unit; the day of the end is day 0 again.

    What was late when it stopped stays late: there only the steps to come fall later.
    """
    began = deadline.paused_at or at
    days = (local_day(at, clocks.zone) - local_day(began, clocks.zone)).days
    later = replace(deadline, paused_at=None)
    if deadline.due_at <= began:
        later = replace(later, held_days=deadline.held_days + days)
    elif stood := _stood(deadline, began, at, clocks):
        promised = local_day(deadline.due_at, clocks.zone)
        due = clocks.count(promised, Term(days=stood, unit=deadline.term.unit)).due
        later = replace(later, due_at=due_moment(due, clocks.zone))
    step = clocks.step(deadline)
    if step is None:
        return later.waiting(None, None)
    return later.waiting(step.name, clocks.falls(step, later))


def _stood(deadline: Deadline, began: datetime, ended: datetime, clocks: Clocks) -> int:
    first, last = local_day(began, clocks.zone), local_day(ended, clocks.zone)
    if deadline.term.unit == "cd":
        return (last - first).days
    return working_days_between(first, last, clocks.calendar)


def _named(clocks: Any) -> list[Mapping[str, Any]]:
    return [{"of": one.of_id, "clock": one.clock} for one in clocks]


def _merged(state: str, changes: list[Change]) -> Change:
    requests: dict[UUID, Values] = {}
    actions: dict[UUID, Values] = {}
    for change in changes:
        for of_id, values in change.requests.items():
            requests.setdefault(of_id, {}).update(values)
        actions.update(change.actions)
    return Change({"state": state}, requests=requests, actions=actions)
