"""Writing cases: the row, its history and its clocks are one commit, or nothing is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Table, bindparam, update

from services.routing.domain.assignment import Opened
from services.routing.domain.case import Case, Change, Values
from services.routing.domain.outcome import Done
from services.routing.models import ActionRow, CaseRow, DeedRow, RequestRow
from services.routing.store.cases import ACTIONS, CASES, REQUESTS
from services.routing.store.deadlines import add_deadlines, keep, restart, stop
from services.routing.store.history import begin
from shared.db.transaction import Transaction
from shared.json import to_json


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: a role, and who in it, if that is known."""

    role: str
    id: str | None = None


SYSTEM = Actor("system")


@dataclass(frozen=True, slots=True)
class Act:
    """A deed that was decided, to the case as it was before, and who did it."""

    case: Case
    done: Done
    actor: Actor


def add_case(tx: Transaction, opened: Opened) -> None:
    """Save a new case with its first request and its clocks: its row begins its history."""
    change = opened.change
    told, case = change.told, change.case
    explanation = to_json(opened.explanation).decode()
    tx.add(
        CaseRow,
        **_columns(told),
        **_columns(case),
        recorded_at=tx.recorded,
        version=1,
        refused_by="[]",
        cycle=1,
        explanation=explanation,
    )
    for request_id, request in change.requests.items():
        tx.add(RequestRow, request_id=request_id, case_id=told["case_id"], **request)
    add_deadlines(tx, opened.deadlines)


def _columns(values: Values) -> Values:
    """Lists are kept as text: nothing asks the database about what is in them."""
    lists = {name: value for name, value in values.items() if type(value) is tuple}
    return {**values, **{name: to_json(value).decode() for name, value in lists.items()}}


async def change(tx: Transaction, acts: Sequence[Act]) -> None:
    """Write what deeds changed; each case at most once in a call.

    The cases are locked, so the version in the condition can only differ by a bug.
    """
    await begin(tx, [act.case for act in acts])
    updates: dict[tuple[Table, tuple[str, ...]], list[Values]] = {}
    for act in acts:
        case, done = act.case, act.done
        version = done.version_after(case)
        columns = _columns({**done.change.case, **done.change.told, "version": version})
        _collect(updates, CASES, {"of": case.case_id, "was": case.version, **columns})
        _parts(tx, updates, case, done.change)
        tx.add(
            DeedRow,
            case_id=case.case_id,
            version=version,
            request_id=_request_of(done),
            deed=done.deed,
            actor_role=act.actor.role,
            actor_id=act.actor.id,
            at=done.at,
            recorded_at=tx.recorded,
            told=done.change.written(done.said),
        )
    for (table, _), rows in updates.items():
        await tx.connection.execute(_update(table, rows[0]), rows)
    await restart(tx, [deadline for act in acts for deadline in act.done.starts])
    await keep(tx, [deadline for act in acts for deadline in act.done.keeps])
    await stop(tx, ((act.done.stops, act.done.at) for act in acts))


def _parts(
    tx: Transaction,
    updates: dict[tuple[Table, tuple[str, ...]], list[Values]],
    case: Case,
    change: Change,
) -> None:
    """Requests and actions: new ones are added, those that were there are changed."""
    requests = {one.request_id for one in case.requests}
    for request_id, values in change.requests.items():
        if request_id in requests:
            _collect(updates, REQUESTS, {"of": request_id, **values})
        else:
            tx.add(RequestRow, request_id=request_id, case_id=case.case_id, **values)
    actions = {one.action_id for one in case.actions}
    for action_id, values in change.actions.items():
        if action_id in actions:
            _collect(updates, ACTIONS, {"of": action_id, **values})
        else:
            tx.add(ActionRow, action_id=action_id, case_id=case.case_id, **values)


def _collect(
    updates: dict[tuple[Table, tuple[str, ...]], list[Values]], table: Table, row: Values
) -> None:
    updates.setdefault((table, tuple(row)), []).append(row)


def _update(table: Table, row: Values) -> Any:
    [key] = table.primary_key.columns
    statement = update(table).where(key == bindparam("of"))
    if "was" in row:
        statement = statement.where(table.c.version == bindparam("was"))
    return statement


def _request_of(done: Done) -> UUID | None:
    """The request that a deed is about, where it is about one."""
    for fact in done.facts:
        if (request_id := getattr(fact, "request_id", None)) is not None:
            return UUID(str(request_id))
    return next(iter(done.change.requests), None)


def emit(tx: Transaction, acts: Iterable[Act]) -> None:
    """Announce what was done; each event has its own rank in the life of its case."""
    for act in acts:
        for rank, fact in enumerate(act.done.facts, act.case.version + 1):
            tx.emit(fact, time=act.done.at, sequence=rank)
