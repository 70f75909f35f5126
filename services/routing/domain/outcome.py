"""What a deed needs to be decided, and what comes out of it: nothing is done here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from services.routing.domain.assignment import a_request, asked_at, first_kind, request_clocks
from services.routing.domain.case import Case, Change, Request, Values
from services.routing.domain.clocks import Clocks
from services.routing.domain.deadlines import Deadline
from services.routing.domain.directory import Directory
from services.routing.domain.moves import CANCELLED, IllegalMove
from services.routing.domain.officers import FocalPoint
from shared.calendar.zones import local_day
from shared.errors import Unacceptable
from shared.events.cases import CaseFact, Clock, RequestKind
from shared.events.requests import RequestSent
from shared.events.routing import CaseAssigned, Cause

ALL: tuple[Clock, ...] = ("acknowledgement", "answer", "correction")

BY_STAFF = "staff@1"
"""The rule by which staff place a case."""

BY_REOPENING = "reopening@1"
"""A case that goes on goes back to the agency that had it, whatever the rules say today."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What stands on the desk: who answers for what, the clocks, an id to give, the moment."""

    directory: Directory | None
    clocks: Clocks | None
    new_id: UUID
    now: datetime
    running_clocks: tuple[Deadline, ...] = ()
    """Where a deed changes clocks that run: those of all that is open."""

    def officer(self, agency: str, at: datetime, deed: str, *, silent: bool = False) -> FocalPoint:
        """Raises `Unacceptable` for an agency that is not there, `IllegalMove` without officer."""
        if self.directory is None or agency not in self.directory.agencies:
            raise Unacceptable(f"The office has no agency {agency}.")
        found = self.officers(agency, at, silent=silent)
        if not found:
            raise IllegalMove(f"{deed}: {agency} has no focal point in office on that day.")
        return found[0]

    def officers(self, agency: str, at: datetime, *, silent: bool = False) -> list[FocalPoint]:
        """Whoever answers when they are asked, which is not before now; the first one first."""
        asked = asked_at(at, self.now, silent=silent)
        known = self.directory
        return known.officers(agency, local_day(asked, known.zone)) if known else []

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
    keeps: tuple[Deadline, ...] = ()
    """Clocks that go on otherwise, or stand still."""
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
    follows: Request | None = None,
) -> Sent:
    """A new request with the id on the desk; its clocks start when the officer is asked."""
    kind = kind or first_kind(case.told["access_type"])
    number = follows.number + 1 if follows else 1
    silent = bool(case.told["silent"])
    deadlines = request_clocks(
        desk.running().of(agency, at),
        kind,
        case_id=case.case_id,
        request_id=desk.new_id,
        at=at,
        now=desk.now,
        number=number,
        silent=silent,
    )
    asked: Values = {"agency": agency, "officer": officer, "question": question}
    request = a_request(kind, at=at, deadlines=deadlines, number=number, **asked)
    if follows:
        request["follows"] = follows.request_id
    return Sent(request, () if silent else deadlines, kind)


def send_further(
    case: Case,
    desk: Desk,
    *,
    officer: str,
    at: datetime,
    kind: RequestKind,
    question: str | None,
    follows: Request | None = None,
    said: Mapping[str, Any] | None = None,
) -> Done:
    """A request that is not told by an assignment: on a further matter, or once more."""
    asked: Values = {"kind": kind, "question": question, "follows": follows}
    sent = send(case, desk, agency=case.agency, officer=officer, at=at, **asked)
    fact = RequestSent(
        **case.told,
        request_id=desk.new_id,
        kind=kind,
        focal_point_id=officer,
        ack_due_at=sent.request["ack_due_at"],
        answer_due_at=sent.request["answer_due_at"],
        number=sent.request["number"],
        follows=follows.request_id if follows else None,
    )
    change = Change(requests={desk.new_id: sent.request})
    return Done("send-request", at, change, (fact,), said or {}, starts=sent.deadlines)


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


def about(case: Case, request: Request) -> dict[str, Any]:
    """What every event about a request says."""
    told = case.told_of(request)
    told |= {"request_id": request.request_id, "focal_point_id": request.focal_point_id}
    return told


def all_clocks(
    requests: list[Request], settled: Case | None = None
) -> dict[UUID, tuple[Clock, ...]]:
    """Of requests, and of a case that is settled or has no fast route any more."""
    of_case: dict[UUID, tuple[Clock, ...]] = {settled.case_id: ("settlement",)} if settled else {}
    return {one.request_id: ALL for one in requests} | of_case
