"""A complaint's way as its reporter may see it: what intake did and what routing told, in order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake import store
from services.intake.domain.history import Past
from services.intake.domain.moves import MOVES, DeedName, State
from services.intake.domain.rating import Closing

STEPS: dict[DeedName, str] = {
    "ask-completion": "awaiting-completion",
    "complete": "completed",
    "accept": "accepted",
    "decline": "declined",
    "expire": "declined",
    "finish": "finished",
    "withdraw": "withdrawn",
    "join": "joined",
}
"""The deeds that concern the reporter; checks and their outcomes are the office's own matter."""

UNHURRIED = ("registered", "verifying", "awaiting-completion", "declined", "withdrawn", "finished")


@dataclass(frozen=True, slots=True)
class Step:
    """One step, with what of it matters to the reporter."""

    step: str
    happened_at: datetime
    agency: str | None = None
    answer_due_at: datetime | None = None
    due_at: datetime | None = None
    missing: tuple[str, ...] = ()
    reason: str | None = None
    detail: str | None = None
    """Of the case: why it was closed, how high a delay has risen."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where a complaint is, how it came there, and whether it can still be taken back."""

    state: str
    steps: list[Step]
    may_be_withdrawn: bool
    closing: Closing | None = None
    """Where the case of a reporter is closed and was not handed over."""

    @property
    def may_be_rated(self) -> bool:
        return self.closing is not None and not self.closing.is_rated

    @property
    def asked(self) -> Step | None:
        """What the reporter was asked for and has not handed in; its end, once it is known."""
        if self.state != "awaiting-completion":
            return None
        return [step for step in self.steps if step.step == "awaiting-completion"][-1]

    def is_too_late(self, now: datetime) -> bool:
        """Whether the time to complete it is over, noticed or not; it may be filed again."""
        if self.asked:
            return self.asked.due_at is not None and now > self.asked.due_at
        return self.state == "declined" and any(step.reason == "K11" for step in self.steps)

    @property
    def then(self) -> str:
        """What it waits for, named by a state of intake or by the last step of the case."""
        if self.state in UNHURRIED or self.state == "closed":
            return "verifying" if self.state == "registered" else self.state
        last = [step.step for step in self.steps if step.step not in ("joined", "completed")]
        return last[-1] if last else "registered"


async def way_of(connection: AsyncConnection, row: Any) -> Way:
    """The way of a complaint, with columns of `complaints` and `has_identity`."""
    told = await store.progress_of(connection, row.complaint_id)
    pasts = (await store.pasts_of(connection, [row.complaint_id])).get(row.complaint_id, [])
    steps = deeds_as_steps(pasts)
    steps += [
        Step(one.step, one.happened_at, one.agency, one.answer_due_at, detail=one.detail)
        for one in told
    ]
    steps = _telling(sorted(steps, key=lambda step: step.happened_at))
    ends = [step.step for step in steps if step.step in ("closed", "reopened")]
    closed = ends[-1:] == ["closed"]
    state: State = row.state
    shown = "closed" if closed and state == "accepted" else state
    may_be_withdrawn = row.has_identity and not closed and state in MOVES["withdraw"]
    closing = None
    if shown == "closed" and row.has_identity:
        closing = await store.last_closing(connection, row.complaint_id)
    return Way(shown, steps, may_be_withdrawn, closing)


def _telling(steps: Sequence[Step]) -> list[Step]:
    """Without a hand-over from one officer to another of one agency: that is its own matter."""
    told: list[Step] = []
    agency = None
    for step in steps:
        if step.step == "assigned" and step.agency == agency and told[-1].step != "reopened":
            continue
        if step.step in ("assigned", "waiting-for-agency"):
            agency = step.agency if step.step == "assigned" else None
        told.append(step)
    return told


def deeds_as_steps(pasts: Sequence[Past]) -> list[Step]:
    """What the deeds mean to the reporter; a receipt only says until when there is time."""
    steps: list[Step] = []
    for past in pasts:
        due_at = past.told.get("due_at")
        due = datetime.fromisoformat(due_at) if due_at else None
        if past.deed == "note-receipt":
            steps[-1] = replace(steps[-1], due_at=due)
        elif past.deed in STEPS:
            missing = tuple(past.told.get("missing", ()))
            reason = past.told.get("reason")
            step = Step(STEPS[past.deed], past.at, due_at=due, missing=missing, reason=reason)
            steps.append(step)
    return steps
