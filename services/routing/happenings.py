"""What has happened to a clock, as the history of its case tells it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from services.routing.domain.deadlines import Deadline
from services.routing.domain.policy import Step

Line = tuple[Any, dict[str, Any]]
"""A line of the history, and what it told."""


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
    why: str = Field(description="extension | decree | delivery | pause")
    actor_role: str


class PauseView(BaseModel):
    """The clock stood still while the parties conciliated."""

    since: datetime
    until: datetime | None = Field(description="None: it still stands.")


def taken(deadline: Deadline, lines: Sequence[Line]) -> Iterator[StepView]:
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


def moves(deadline: Deadline, lines: Sequence[Line]) -> Iterator[MoveView]:
    for line, told in lines:
        said = told.get("said", {})
        if line.deed == "recalculate" and _is_of(deadline, line, said):
            why = said.get("why", "decree")
            yield MoveView(at=line.at, why=why, actor_role=line.actor_role)
        if line.deed == "extend" and _is_of(deadline, line, {"clock": "answer"}):
            yield MoveView(at=line.at, why="extension", actor_role=line.actor_role)
        if line.deed == "end-conciliation" and _among(deadline, said["moved"]):
            yield MoveView(at=line.at, why="pause", actor_role=line.actor_role)


def pauses(deadline: Deadline, lines: Sequence[Line]) -> list[PauseView]:
    found: list[PauseView] = []
    since: datetime | None = None
    for line, told in lines:
        if line.deed == "start-conciliation" and _among(deadline, told["said"]["paused"]):
            since = line.at
        elif since and line.deed in ("end-conciliation", "withdraw"):
            found.append(PauseView(since=since, until=line.at))
            since = None
    return [*found, PauseView(since=since, until=None)] if since else found


def coming(step: Step, at: datetime) -> StepView:
    return StepView(
        step=step.name, level=step.level, recipients=step.recipients, at=at, recorded_at=None
    )


def _among(deadline: Deadline, named: Sequence[dict[str, str]]) -> bool:
    return {"of": str(deadline.of_id), "clock": deadline.clock} in named


def _is_of(deadline: Deadline, line: Any, said: dict[str, Any]) -> bool:
    of_id = said.get("of") or str(line.request_id)
    return (of_id, said.get("clock")) == (str(deadline.of_id), deadline.clock)
