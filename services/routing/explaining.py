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
from services.routing.domain.explanation import counted, to_come
from services.routing.domain.reach import Reach
from services.routing.happenings import (
    Line,
    MoveView,
    PauseView,
    StepView,
    coming,
    moves,
    pauses,
    taken,
)
from services.routing.wording import WORDS, moment
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
    paused: list[PauseView] = Field(description="When it stood still: the days do not count.")
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


def _view(row: Any, lines: Sequence[Line], clocks: Clocks, language: Language) -> DeadlineView:
    deadline = store.deadline_of(row)
    moved = list(moves(deadline, lines))
    stood = pauses(deadline, lines)
    extended = any(one.why in ("extension", "pause") for one in moved)
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
        text="\n".join((explain(found, language), *_standing(stood, clocks, language))),
        moved=moved,
        paused=stood,
        taken=list(taken(deadline, lines)),
        to_come=[coming(step, at) for step, at in to_come(deadline, clocks)],
    )


def _standing(stood: list[PauseView], clocks: Clocks, language: Language) -> Iterator[str]:
    """The days of a pause are none of the count: they are said beside it."""
    words = WORDS[language]["paused"]
    for one in stood:
        since = moment(one.since, clocks.zone, language)
        if one.until is None:
            yield words["still"].format(since=since)
        else:
            until = moment(one.until, clocks.zone, language)
            yield words["over"].format(since=since, until=until)


def _skipped(closed: Closed, language: Language) -> DayView:
    name = closed.name_id if language == "id" else closed.name_en
    return DayView(day=closed.day, kind=closed.kind, name=name, decree=closed.decree)
