"""A complaint as its deeds made it: the history is the truth, the columns are its cache."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.intake.domain.deeds import Outcome
from services.intake.domain.moves import DeedName, State, moved
from services.intake.domain.policy import CheckCode
from shared.events.intake import FormalCode


@dataclass(frozen=True, slots=True)
class Past:
    """One deed as it was written down; `told` holds codes and moments, never words."""

    deed: DeedName
    at: datetime
    told: Mapping[str, Any] = field(default_factory=dict)
    deed_id: UUID | None = field(default=None, compare=False)
    """Of a line that is written down; the event that it announced has the same."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What the reporter was asked for, and the clock."""

    missing: tuple[FormalCode, ...]
    asked_at: datetime
    received_at: datetime | None = None
    due_at: datetime | None = None
    asked_by: UUID | None = field(default=None, compare=False)
    """The event of the request: a proof of delivery names it as the cause of the notice."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a complaint stands."""

    state: State
    version: int = 0
    checks: Mapping[CheckCode, Outcome] = field(default_factory=dict)
    completion: Completion | None = None
    """The open one; none when nothing is waited for."""
    incident: UUID | None = None
    classified: Mapping[str, Any] = field(default_factory=dict)
    """What staff said otherwise than the form."""
    noticed_at: datetime | None = None
    """When the reporter was told of the declination."""
    erased_at: datetime | None = None
    since: datetime | None = None
    """When the state became what it is; unknown of what was settled in the act of filing."""
    latest: datetime | None = None
    """The latest moment that any deed tells of."""


def start(first: Past | None) -> Standing:
    """Before the first deed. What was accepted in one act has version 1 and no deed to tell it."""
    if first is None or first.deed != "register":
        return Standing("accepted", 1)
    return Standing("submitted")


def replay(pasts: Sequence[Past]) -> Standing:
    """Where these deeds, in their order, have brought the complaint."""
    standing = start(pasts[0] if pasts else None)
    for past in pasts:
        standing = after(standing, past)
    return standing


def after(before: Standing, past: Past) -> Standing:
    """One deed later. Raises `IllegalMove` for what the table does not have."""
    state = moved(past.deed, before.state)
    now = replace(
        before,
        state=state,
        version=before.version + 1,
        since=before.since if state == before.state else past.at,
        latest=max(before.latest or past.at, past.at),
    )
    if state != "awaiting-completion":
        now = replace(now, completion=None)
    return replace(now, **_learnt(before, past))


def _learnt(before: Standing, past: Past) -> dict[str, Any]:  # noqa: PLR0911 - one a deed
    """What a deed says beyond the state that it leads to."""
    told = past.told
    match past.deed:
        case "register":
            return {"checks": dict(told.get("checks", {}))}
        case "check":
            return {"checks": {**before.checks, told["code"]: told["outcome"]}}
        case "classify" | "finish":
            return {"classified": {**before.classified, **told["changes"]}}
        case "ask-completion":
            asked = Completion(
                tuple(told["missing"]),
                past.at,
                _moment(told, "received_at"),
                _moment(told, "due_at"),
                past.deed_id,
            )
            return {"completion": asked}
        case "note-receipt" if before.completion:
            due_at = _moment(told, "due_at")
            return {"completion": replace(before.completion, received_at=past.at, due_at=due_at)}
        case "note-notice":
            return {"noticed_at": past.at}
        case "erase":
            return {"erased_at": past.at}
        case "join":
            return {"incident": UUID(told["incident"])}
    return {}


def _moment(told: Mapping[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(told[name]) if told.get(name) else None
