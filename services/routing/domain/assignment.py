"""Opening a case: with which agency and officer, what is asked of them, and by when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.routing.domain.case import TOLD, Change, Values
from services.routing.domain.clocks import Clocks
from services.routing.domain.deadlines import Deadline
from services.routing.domain.directory import Directory
from services.routing.domain.moves import ASSIGNED, SENT, UNROUTABLE
from services.routing.domain.placing import Placement, place
from shared.events.intake import ComplaintFact
from shared.events.routing import CaseAssigned, CaseUnroutable, RequestKind

REPEATED = tuple(name for name in TOLD if name not in {"case_id", "agency", "unit"})
"""What the events of a case repeat of its complaint."""


class Opened(NamedTuple):
    """A new case, what its history begins with, and what there is to announce about it."""

    fact: CaseAssigned | CaseUnroutable
    explanation: dict[str, Any]
    opened_at: datetime
    change: Change
    deadlines: tuple[Deadline, ...]


def open_case(
    complaint: ComplaintFact,
    directory: Directory | None,
    clocks: Clocks | None,
    *,
    case_id: UUID,
    request_id: UUID,
    at: datetime,
    now: datetime,
) -> Opened:
    """Open a case as of the moment at which its complaint was accepted."""
    said = complaint.__dict__  # reading a field of a model costs three times as much
    placement = place(said, directory, at, now=None if complaint.silent else now)
    told: Values = {name: said[name] for name in REPEATED}
    told |= {"case_id": case_id, "agency": placement.agency, "unit": None}
    case: Values = {"opened_at": at, "named_agency": complaint.agency, "keywords": said["keywords"]}
    if directory is None or clocks is None or placement.officer is None:
        running = settlement(told, clocks, at=at, now=now) if clocks else ()
        return _unroutable(placement, case, told, at, running)
    officer, silent = placement.officer.appointment_id, complaint.silent
    kind = first_kind(complaint.access_type)
    asked: Values = {"case_id": case_id, "request_id": request_id, "at": at, "now": now}
    own = clocks.of(placement.agency, at)
    deadlines = request_clocks(own, kind, silent=silent, **asked)
    request = a_request(
        kind, agency=placement.agency, officer=officer, at=at, deadlines=deadlines, number=1
    )
    assigned = CaseAssigned(
        **told,
        focal_point_id=officer,
        rule=f"{placement.explanation['rule']}@{placement.explanation['version']}",
        request_id=request_id,
        request_kind=kind,
        answer_due_at=request["answer_due_at"],
        ack_due_at=request["ack_due_at"],
    )
    case |= {"state": ASSIGNED, "focal_point_id": officer}
    change = Change(case, told, {request_id: request})
    running = () if silent else (*deadlines, *settlement(told, clocks, at=at, now=now))
    return Opened(assigned, placement.explanation, at, change, running)


def _unroutable(
    placement: Placement, case: Values, told: Values, at: datetime, running: tuple[Deadline, ...]
) -> Opened:
    fact = CaseUnroutable(**told, why=placement.why or "no-rule")
    case["waits_for"] = placement.waits_for
    return Opened(
        fact, placement.explanation, at, Change(case | {"state": UNROUTABLE}, told), running
    )


def settlement(
    told: Mapping[str, Any], clocks: Clocks, *, at: datetime, now: datetime
) -> tuple[Deadline, ...]:
    """The days in which the fast route settles a case; of imported history they are over."""
    if told["access_type"] != "RCO" or told["silent"] or clocks.policy.settlement is None:
        return ()
    case_id = told["case_id"]
    at = asked_at(at, now, silent=False)
    clock = clocks.start("settlement", "rco", case_id=case_id, of_id=case_id, at=at, now=now)
    return (clock,)


def first_kind(access_type: str) -> RequestKind:
    return "rco" if access_type == "RCO" else "clarification"


def asked_at(at: datetime, now: datetime, *, silent: bool) -> datetime:
    """When the officer learns of a request: not before us, whenever the complaint was filed.

    Nobody is written to about imported history: its clocks ran then.
    """
    return at if silent else max(at, now)


def request_clocks(
    clocks: Clocks,
    kind: RequestKind,
    *,
    case_id: UUID,
    request_id: UUID,
    at: datetime,
    now: datetime,
    number: int = 1,
    silent: bool = False,
) -> tuple[Deadline, ...]:
    """The clocks that a request starts: of being seen and of being answered.

    Imported history knows of no acknowledgements, and its years may be older than any calendar.
    """
    at = asked_at(at, now, silent=silent)
    answer = clocks.start(
        "answer", kind, case_id=case_id, of_id=request_id, at=at, now=now, number=number
    )
    if silent:
        return (answer,)
    seen = clocks.start(
        "acknowledgement", kind, case_id=case_id, of_id=request_id, at=at, now=now, number=number
    )
    return (seen, answer)


def a_request(
    kind: RequestKind,
    *,
    agency: str,
    officer: str,
    at: datetime,
    deadlines: tuple[Deadline, ...],
    number: int,
    question: str | None = None,
) -> Values:
    """All columns of a request that is sent now."""
    due = {deadline.clock: deadline.due_at for deadline in deadlines}
    return {
        "kind": kind,
        "number": number,
        "state": SENT,
        "agency": agency,
        "focal_point_id": officer,
        "sent_at": at,
        "ack_due_at": due.get("acknowledgement"),
        "answer_due_at": due["answer"],
        "question": question,
    }
