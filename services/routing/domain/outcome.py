"""What a deed needs to be decided, and what comes out of it: nothing is done here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from services.routing.domain.assignment import a_request, first_kind, request_clocks
from services.routing.domain.case import Case, Change, Request, Values
from services.routing.domain.clocks import Clocks
from services.routing.domain.deadlines import Deadline
from services.routing.domain.directory import Directory
from services.routing.domain.moves import CANCELLED, IllegalMove
from services.routing.domain.officers import FocalPoint
from shared.errors import Unacceptable
from shared.events.cases import CaseFact, Clock, RequestKind
from shared.events.requests import RequestCancelled
from shared.events.routing import CaseAssigned, Cause

ALL: tuple[Clock, ...] = ("acknowledgement", "answer", "correction")


@dataclass(frozen=True, slots=True)
class Desk:
    """What stands on the desk: who answers for what, the clocks, an id to give, the moment."""

    directory: Directory | None
    clocks: Clocks | None
    new_id: UUID
    now: datetime

    def officer(self, agency: str, at: datetime, deed: str) -> FocalPoint:
        """Raises `Unacceptable` for an agency that is not there, `IllegalMove` without officer."""
        if self.directory is None or agency not in self.directory.agencies:
            raise Unacceptable(f"The office has no agency {agency}.")
        found = self.directory.officer(agency, at.astimezone(self.directory.zone).date())
        if found is None:
            raise IllegalMove(f"{deed}: {agency} has no focal point in office on that day.")
        return found

    def running(self) -> Clocks:
        if self.clocks is None:
            raise Unacceptable("The office has no registry.")
        return self.clocks


@dataclass(frozen=True, slots=True)
class Done:
    """The outcome of a deed: what changes, what to announce, which clocks start and stop."""

    deed: str
    at: datetime
    change: Change
    facts: tuple[CaseFact, ...] = ()
    said: Mapping[str, Any] = field(default_factory=dict)
    starts: tuple[Deadline, ...] = ()
    """A clock of the same thing that was there before ends by it."""
    stops: Mapping[UUID, tuple[Clock, ...]] = field(default_factory=dict)

    def version_after(self, case: Case) -> int:
        """Each event has a rank of its own in the life of the case."""
        return case.version + max(1, len(self.facts))


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that a deed sends."""

    request: Values
    deadlines: tuple[Deadline, ...]
    kind: RequestKind


def send(
    case: Case,
    desk: Desk,
    *,
    agency: str,
    officer: str,
    at: datetime,
    kind: RequestKind | None = None,
    question: str | None = None,
) -> Sent:
    """A new request with the id on the desk; its number says how many of the kind there are."""
    kind = kind or first_kind(case.told["access_type"])
    number = 1 + sum(one.kind == kind and one.agency == agency for one in case.requests)
    silent = bool(case.told["silent"])
    deadlines = request_clocks(
        desk.running(),
        kind,
        case_id=case.case_id,
        request_id=desk.new_id,
        at=at,
        now=desk.now,
        number=number,
        silent=silent,
    )
    request = a_request(
        kind,
        agency=agency,
        officer=officer,
        at=at,
        deadlines=deadlines,
        number=number,
        question=question,
    )
    return Sent(request, () if silent else deadlines, kind)


def assigned(
    told: Mapping[str, Any], sent: Sent, desk: Desk, *, rule: str, cause: Cause, **more: Any
) -> CaseAssigned:
    """The event of a case that comes to a focal point with a request."""
    return CaseAssigned(
        **told,
        focal_point_id=sent.request["focal_point_id"],
        rule=rule,
        request_id=desk.new_id,
        request_kind=sent.kind,
        answer_due_at=sent.request["answer_due_at"],
        ack_due_at=sent.request["ack_due_at"],
        cause=cause,
        **more,
    )


def ended(requests: list[Request], at: datetime) -> dict[UUID, Values]:
    """Requests that nobody needs to answer any more."""
    return {one.request_id: {"state": CANCELLED, "ended_at": at} for one in requests}


def cancellations(case: Case, requests: list[Request]) -> tuple[RequestCancelled, ...]:
    """Told to the agency that had them, so before the case tells of another one."""
    return tuple(RequestCancelled(**case.told, request_id=one.request_id) for one in requests)


def all_clocks(requests: list[Request]) -> dict[UUID, tuple[Clock, ...]]:
    return {one.request_id: ALL for one in requests}
