"""A case as it stands, and what a deed changes of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from services.routing.domain.action import Action
from services.routing.domain.moves import MISROUTED, OPEN, REQUEST_MOVES, IllegalMove
from shared.events.cases import CaseFact, RequestKind
from shared.json import to_json

TOLD = tuple(CaseFact.model_fields)
"""What the events of a case repeat of it."""


@dataclass(frozen=True, slots=True)
class Request:
    """What one focal point was asked, and what became of it."""

    request_id: UUID
    kind: RequestKind
    number: int
    """The first, or the how-manieth time that the same is asked: silence to the second is a
    matter for a summons."""
    state: str
    agency: str
    focal_point_id: str
    sent_at: datetime
    ack_due_at: datetime | None
    answer_due_at: datetime
    question: str | None = None
    delivered_at: datetime | None = None
    acknowledged_at: datetime | None = None
    answered_at: datetime | None = None
    returned_at: datetime | None = None
    """When an answer was last sent back: the better one comes after it."""
    ended_at: datetime | None = None
    answer: str | None = None
    missing: str | None = None
    """What the examiner misses in the answer."""
    follows: UUID | None = None
    """The request that it repeats."""

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def last_at(self) -> datetime:
        """When the last thing was done to it; a proof of delivery comes when it comes."""
        seen = (self.sent_at, self.acknowledged_at, self.answered_at)
        return max(at for at in (*seen, self.returned_at, self.ended_at) if at is not None)


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stands, with what its events repeat."""

    case_id: UUID
    state: str
    version: int
    opened_at: datetime
    told: Mapping[str, Any]
    focal_point_id: str | None = None
    named_agency: str | None = None
    """By the reporter; the rules ask for it again when an agency says no."""
    keywords: tuple[str, ...] = ()
    refused_by: tuple[str, ...] = ()
    """The agencies that have said that it is not theirs, in their order."""
    cycle: int = 1
    reopened_at: datetime | None = None
    """When its present life began, if it is not the first."""
    converted_at: datetime | None = None
    closed_at: datetime | None = None
    reason: str | None = None
    resolution_method: str | None = None
    substantiated: str | None = None
    loss_saved: int | None = None
    """Whole rupiah, as its closing said."""
    requests: tuple[Request, ...] = ()
    actions: tuple[Action, ...] = ()

    @property
    def agency(self) -> str:
        return str(self.told["agency"])

    def asked_by_rules(self, names: Iterable[str]) -> dict[str, Any]:
        """What rules are asked with: the facts of the complaint, as it was accepted."""
        facts = {name: self.told.get(name) for name in names}
        return facts | {"agency": self.named_agency, "keywords": self.keywords}

    @property
    def last_at(self) -> datetime:
        """When the last thing was done to it."""
        done = [one.last_at for one in self.requests]
        done += [one.done_at or one.reported_at or one.ordered_at for one in self.actions]
        turns = (self.reopened_at, self.converted_at, self.closed_at)
        return max((*done, *filter(None, turns)), default=self.opened_at)

    @property
    def hand_ons(self) -> int:
        """How often agencies have said "not ours" in the present life of the case."""
        since = self.reopened_at or self.opened_at
        return sum(one.state == MISROUTED and one.sent_at >= since for one in self.requests)

    @property
    def open_requests(self) -> list[Request]:
        return [request for request in self.requests if request.is_open]

    @property
    def undone(self) -> list[Action]:
        """What is still to be put right in the present life of the case."""
        return [one for one in self.actions if one.done_at is None and one.cycle == self.cycle]

    def told_of(self, part: Request | Action) -> dict[str, Any]:
        """What the events of a request or an action repeat: each belongs to one agency for good."""
        if part.agency in (None, self.agency):
            return dict(self.told)
        return {**self.told, "agency": part.agency, "unit": None}

    def chain_of(self, request: Request) -> list[Request]:
        """What asks the same as a request and is still open, without itself."""
        by_id = {one.request_id: one for one in self.requests}
        same, first = {request.request_id}, request
        while first.follows in by_id:
            first = by_id[first.follows]
            same.add(first.request_id)
        for one in self.requests:  # in the order of sending: a repetition comes after its first
            if one.follows in same:
                same.add(one.request_id)
        return [one for one in self.open_requests if one.request_id in same and one != request]

    def request_for(self, deed: str, request_id: UUID | None) -> Request:
        """The request that a deed is about; unnamed, the newest that allows the deed.

        Raises `IllegalMove` where there is none.
        """
        if request_id is not None:
            for request in self.requests:
                if request.request_id == request_id:
                    return request
            raise IllegalMove(f"{deed}: the case has no such request.")
        if not self.requests:
            raise IllegalMove(f"{deed}: the case has no request.")
        allowing = [one for one in self.requests if one.state in REQUEST_MOVES[deed]]
        return (allowing or self.requests)[-1]


Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What a deed changes: columns of the case, of its requests and actions by their ids.

    An id that the case does not have yet is a new request or action, with all its columns.
    """

    case: Values = field(default_factory=dict)
    told: Values = field(default_factory=dict)
    """Of the case, too: what its events repeat."""
    requests: dict[UUID, Values] = field(default_factory=dict)
    actions: dict[UUID, Values] = field(default_factory=dict)

    def written(self, said: Mapping[str, Any]) -> str:
        """As the history keeps it, with what was said beside."""
        parts: dict[str, Any] = {}
        if self.case:
            parts["case"] = self.case
        if self.told:
            parts["told"] = self.told
        if self.requests:
            parts["requests"] = {str(key): value for key, value in self.requests.items()}
        if self.actions:
            parts["actions"] = {str(key): value for key, value in self.actions.items()}
        if said:
            parts["said"] = said
        return to_json(parts).decode()
