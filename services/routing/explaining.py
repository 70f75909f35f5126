"""Every clock of a case, so that a person can check it with a calendar on the wall."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel, Field

from services.routing import desk, policies, store
from services.routing.domain.clocks import Clocks
from services.routing.domain.deadlines import Deadline
from services.routing.domain.explanation import counted, to_come
from services.routing.domain.policy import Step
from services.routing.domain.reach import Reach
from shared.calendar.days import Closed
from shared.calendar.explain import explain
from shared.db.database import Database
from shared.events.intake import Language


class DayView(BaseModel):
    """A day on which the clock stood still."""

    day: date
    kind: str = Field(description="weekend | holiday | joint-leave | closure")
    name: str
    decree: str = Field(description="Empty for an ordinary weekend.")


class StepView(BaseModel):
    """A step of the ladder."""

    step: str
    level: str | None = Field(description="None: the request is sent once more.")
    recipients: list[str]
    at: datetime = Field(description="When it fell due, or falls.")
    recorded_at: datetime | None = Field(description="When it was taken; none: it is to come.")


class MoveView(BaseModel):
    """The due day was moved forward."""

    at: datetime
    why: str = Field(description="extension | decree | delivery")
    actor_role: str


class DeadlineView(BaseModel):
    """One clock: from which day it counts, what it counted, and whom it tells when."""

    request_id: UUID | None
    action_id: UUID | None
    clock: str
    kind: str
    number: int
    started_on: date = Field(description="Day 0; it is not counted.")
    days: int
    unit: str = Field(description="wd: working days; cd: calendar days")
    due_at: datetime
    stopped_at: datetime | None
    calendar: str
    counted: list[date]
    skipped: list[DayView]
    text: str
    moved: list[MoveView]
    taken: list[StepView]
    to_come: list[StepView]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which case, by whom, in which language, and when."""

    case_id: UUID
    reach: Reach
    language: Language
    now: datetime


async def deadlines(database: Database, asked: Asked) -> list[DeadlineView]:
    """An agency sees the clocks of what was asked of it. Raises `NotFound`."""
    reach = asked.reach
    async with database.reading() as connection:
        found = await store.full_case(connection, asked.case_id)
        if found is None or not reach.sees(found[0].office, found[0].agency):
            raise desk.no_such_case()
        row, requests, actions = found
        ids = [row.case_id]
        ids += [one.request_id for one in requests if reach.sees(row.office, one.agency)]
        owed = [one for one in actions if reach.sees(row.office, one.agency or row.agency)]
        ids += [one.action_id for one in owed]
        rows = await store.deadlines_of(connection, ids)
        history = await store.history(connection, asked.case_id)
        directory = await store.directory_at(connection, row.office, asked.now)
    if directory is None:  # nobody was asked, so there is no clock
        return []
    whose = {one.request_id: one.agency for one in requests}
    whose |= {one.action_id: one.agency or row.agency for one in actions}
    clocks = policies.made(directory)
    lines = [(line, orjson.loads(line.told)) for line in history]
    return [
        _view(one, lines, _own(clocks, whose.get(one.of_id), asked.now), asked.language)
        for one in rows
    ]


def _own(clocks: Clocks, agency: str | None, now: datetime) -> Clocks:
    """The days of the fast route are the office's own; all others count for an agency."""
    return clocks.of(agency, now) if agency else clocks


Line = tuple[Any, dict[str, Any]]
"""A line of the history, and what it told."""


def _view(row: Any, lines: Sequence[Line], clocks: Clocks, language: Language) -> DeadlineView:
    deadline = store.deadline_of(row)
    moved = list(_moved(deadline, lines))
    extended = any(one.why == "extension" for one in moved)
    found = counted(deadline, policies.recalled(deadline.calendar), clocks, extended=extended)
    return DeadlineView(
        request_id=deadline.request_id,
        action_id=deadline.action_id,
        clock=deadline.clock,
        kind=deadline.kind,
        number=deadline.number,
        started_on=deadline.started_on,
        days=deadline.term.days,
        unit=deadline.term.unit,
        due_at=deadline.due_at,
        stopped_at=row.stopped_at,
        calendar=deadline.calendar,
        counted=list(found.counted),
        skipped=[_skipped(one, language) for one in found.skipped],
        text=explain(found, language),
        moved=moved,
        taken=list(_taken(deadline, lines)),
        to_come=[_coming(step, at) for step, at in to_come(deadline, clocks)],
    )


def _skipped(closed: Closed, language: Language) -> DayView:
    name = closed.name_id if language == "id" else closed.name_en
    return DayView(day=closed.day, kind=closed.kind, name=name, decree=closed.decree)


def _taken(deadline: Deadline, lines: Sequence[Line]) -> Iterator[StepView]:
    for line, told in lines:
        said = told.get("said", {})
        if "step" in said and _is_of(deadline, line, said):
            yield StepView(
                step=said["step"],
                level=said.get("level"),
                recipients=said.get("recipients", []),
                at=line.at,
                recorded_at=line.recorded_at,
            )


def _moved(deadline: Deadline, lines: Sequence[Line]) -> Iterator[MoveView]:
    for line, told in lines:
        said = told.get("said", {})
        if line.deed == "recalculate" and _is_of(deadline, line, said):
            why = said.get("why", "decree")
            yield MoveView(at=line.at, why=why, actor_role=line.actor_role)
        if line.deed == "extend" and _is_of(deadline, line, {"clock": "answer"}):
            yield MoveView(at=line.at, why="extension", actor_role=line.actor_role)


def _is_of(deadline: Deadline, line: Any, said: dict[str, Any]) -> bool:
    of_id = said.get("of") or str(line.request_id)
    return (of_id, said.get("clock")) == (str(deadline.of_id), deadline.clock)


def _coming(step: Step, at: datetime) -> StepView:
    return StepView(
        step=step.name, level=step.level, recipients=step.recipients, at=at, recorded_at=None
    )
