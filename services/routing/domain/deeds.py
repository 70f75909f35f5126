"""What may be done to a case and its request, by one transition table each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.routing.domain.registry import Directory
from shared.errors import Refused, Unacceptable
from shared.events.base import SLUG_PATTERN
from shared.events.routing import (
    NO_AGENCY,
    CaseAssigned,
    CaseClosed,
    CaseFact,
    ClosureReason,
    RequestAcknowledged,
    RequestAnswered,
    RequestKind,
    ResolutionMethod,
    Substantiated,
)

CASE_MOVES: dict[str, dict[str, str]] = {
    "assign": {"unroutable": "assigned"},
    "close": {"assigned": "closed", "unroutable": "closed"},
}
"""Deed → state before → state after; what is not here is refused."""

REQUEST_MOVES: dict[str, dict[str, str]] = {
    "acknowledge": {"sent": "acknowledged"},
    "answer": {"sent": "answered", "acknowledged": "answered"},
}


class IllegalMove(Refused):
    """The state of the case or of its request does not allow this deed."""

    code = "illegal-move"


class OutOfOrder(Refused):
    """The deed would have happened before what was done to the request already."""

    code = "out-of-order"


@dataclass(frozen=True, slots=True)
class Request:
    request_id: UUID
    kind: RequestKind
    state: str
    answer_due_at: datetime
    last_at: datetime
    """When the last thing was done to it: sent, acknowledged or answered."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stands, with what its events repeat."""

    case_id: UUID
    state: str
    version: int
    opened_at: datetime
    told: dict[str, Any]
    request: Request | None


class _Deed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    at: AwareDatetime | None = Field(None, description="When it happened; now, if not given.")


class Acknowledge(_Deed):
    """The focal point has seen the request."""

    deed: Literal["acknowledge"] = "acknowledge"


class Answer(_Deed):
    """The agency answers the request."""

    deed: Literal["answer"] = "answer"
    text: Annotated[str, Field(min_length=1, max_length=20_000, pattern=r"^[^\x00]*$")]


class Close(_Deed):
    """The examiner closes the case: three separate facts (domain A.8)."""

    deed: Literal["close"] = "close"
    reason: ClosureReason
    resolution_method: ResolutionMethod
    substantiated: Substantiated


class Assign(_Deed):
    """Staff place a case that no rule could place."""

    deed: Literal["assign"] = "assign"
    agency: Annotated[str, Field(pattern=SLUG_PATTERN)]


Deed = Annotated[Acknowledge | Answer | Close | Assign, Field(discriminator="deed")]


@dataclass(frozen=True, slots=True)
class Done:
    """The outcome of a deed: the new states, the changed columns, and what to announce."""

    fact: CaseFact
    at: datetime
    case_changes: dict[str, Any]
    request_changes: dict[str, Any]


def _moment(case: Case, deed: _Deed, now: datetime) -> datetime:
    if deed.at is None:
        # Another process, whose clock is ahead, may have done the last one.
        return max(now, case.request.last_at) if case.request else now
    if deed.at > now:
        raise Unacceptable("`at` lies in the future.")
    if deed.at < case.opened_at:
        raise Unacceptable("`at` lies before the case was opened.")
    return deed.at


def _in_order(case: Case, at: datetime) -> None:
    """Asked last: a deed that comes again hears that it is done, whatever its time."""
    if case.request and at < case.request.last_at:
        raise OutOfOrder("`at` lies before the last deed to the request.")


def _moved(moves: dict[str, dict[str, str]], deed: str, state: str, of: str) -> str:
    after = moves[deed].get(state)
    if after is None:
        raise IllegalMove(f"{deed}: the {of} is {state}.")
    return after


def decide(
    case: Case, deed: Deed, *, directory: Directory | None, request_id: UUID, now: datetime
) -> Done:
    """What a deed does to a case.

    Raises `IllegalMove`, `OutOfOrder`, or `Unacceptable` for an impossible time.
    """
    at = _moment(case, deed, now)
    if isinstance(deed, Close):
        return _close(case, deed, at)
    if isinstance(deed, Assign):
        return _assign(case, deed, directory, request_id, at)
    if case.state != "assigned" or case.request is None:
        raise IllegalMove(f"{deed.deed}: the case is {case.state}.")
    request = case.request
    state = _moved(REQUEST_MOVES, deed.deed, request.state, "request")
    _in_order(case, at)
    if isinstance(deed, Acknowledge):
        seen = RequestAcknowledged(**case.told, request_id=request.request_id)
        return Done(seen, at, {}, {"state": state, "acknowledged_at": at})
    answered = RequestAnswered(
        **case.told, request_id=request.request_id, answer_due_at=request.answer_due_at
    )
    changes = {"state": state, "answered_at": at, "answer": deed.text}
    return Done(answered, at, {}, changes)


def _close(case: Case, deed: Close, at: datetime) -> Done:
    state = _moved(CASE_MOVES, "close", case.state, "case")
    _in_order(case, at)
    facts = deed.model_dump(include={"reason", "resolution_method", "substantiated"})
    closed = CaseClosed(**case.told, **facts)
    open_request = case.request is not None and case.request.state in REQUEST_MOVES["answer"]
    ended = {"state": "cancelled"} if open_request else {}
    return Done(closed, at, {"state": state, "closed_at": at, **facts}, ended)


def _assign(
    case: Case, deed: Assign, directory: Directory | None, request_id: UUID, at: datetime
) -> Done:
    state = _moved(CASE_MOVES, "assign", case.state, "case")
    if directory is None or deed.agency not in directory.agencies:
        raise Unacceptable(f"The office has no agency {deed.agency}.")
    officer = directory.officer(deed.agency, at.astimezone(directory.zone).date())
    if officer is None:
        raise IllegalMove(f"assign: {deed.agency} has no focal point in office on that day.")
    kind: RequestKind = "rco" if case.told["access_type"] == "RCO" else "clarification"
    fact = CaseAssigned(
        **{**case.told, "agency": deed.agency},
        focal_point_id=officer.appointment_id,
        rule="staff@1",
        request_id=request_id,
        request_kind=kind,
        answer_due_at=directory.due(kind, at),
        was_unroutable=case.told["agency"] == NO_AGENCY,
    )
    changes = {
        "state": state,
        "agency": deed.agency,
        "focal_point_id": officer.appointment_id,
        "explanation": {"placed_by": "staff", "at": at.isoformat()},
    }
    return Done(fact, at, changes, {})
