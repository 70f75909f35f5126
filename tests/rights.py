"""What each address of the product needs: a right, the token of a service, or nothing at all.

A new endpoint gets its line here; `tests/unit/access` misses it otherwise. What follows for whom is
derived from the one table of rights.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from shared.access.person import Person
from shared.access.table import Right, scope_of
from tests.records import RECORDS

Whose = Literal["own", "another agency's", "another office's"]


@dataclass(frozen=True)
class Needs:
    """A right, and a body that is well formed; `lists` answers with what may be seen."""

    right: Right | Literal["anyone", "a service"]
    body: Any = None
    lists: bool = False


ANYONE, SERVICE = Needs("anyone"), Needs("a service")
ANSWER = {"text": "Sudah diperbaiki."}
PUT_RIGHT = {"text": "Pipa sudah diganti.", "on": "2022-03-14"}
CHECK = {"code": "F1", "outcome": "pass"}
CLOSURE = {"reason": "K20", "resolution_method": "focal-point", "substantiated": "not-determined"}
NO_ID = "01920f3c-7a4e-7c1b-9d2e-5b8a4f6c0d11"

OF_EVERY_SERVICE = {"GET /health/live": ANYONE, "GET /health/ready": ANYONE}

INTAKE = {
    "POST /complaints": ANYONE,
    "GET /complaints/{tracking_code}": ANYONE,
    "POST /complaints/{tracking_code}/withdrawal": ANYONE,
    "POST /complaints/{tracking_code}/completion": Needs("anyone", {"given": {"F1": "Sari."}}),
    "POST /complaints/{tracking_code}/rating": Needs("anyone", {"score": 4}),
    "GET /maladministration": ANYONE,
    "GET /reporter-classes": ANYONE,
    "POST /contacts": SERVICE,
    "POST /complaints/batch": Needs("complaint.file", lists=True),
    "GET /staff/complaints": Needs("complaint.read", lists=True),
    "GET /staff/complaints/{complaint_id}": Needs("complaint.read"),
    "GET /staff/complaints/{complaint_id}/deadlines": Needs("complaint.read"),
    "GET /staff/complaints/{complaint_id}/story": Needs("complaint.story"),
    "GET /staff/complaints/{complaint_id}/readings": Needs("complaint.readings"),
    "GET /staff/complaints/{complaint_id}/candidates": Needs("complaint.compare"),
    "POST /staff/complaints/{complaint_id}/checks": Needs("complaint.verify", CHECK),
    "POST /staff/complaints/{complaint_id}/classification": Needs(
        "complaint.verify", {"substance": "kelistrikan"}
    ),
    "POST /staff/complaints/{complaint_id}/completion-request": Needs(
        "complaint.verify", {"missing": ["F1"]}
    ),
    "POST /staff/complaints/{complaint_id}/completion-receipt": Needs("complaint.verify", {}),
    "POST /staff/complaints/{complaint_id}/completion": Needs("complaint.verify", {}),
    "POST /staff/complaints/{complaint_id}/notice": Needs("complaint.decide", {}),
    "POST /staff/complaints/{complaint_id}/acceptance": Needs("complaint.decide", {}),
    "POST /staff/complaints/{complaint_id}/declination": Needs(
        "complaint.decide", {"reason": "K10"}
    ),
    "POST /staff/complaints/{complaint_id}/conclusion": Needs(
        "complaint.decide", {"access_type": "KNL"}
    ),
    "POST /staff/complaints/{complaint_id}/withdrawal": Needs("complaint.decide", {}),
    "POST /staff/complaints/{complaint_id}/erasure": Needs(
        "complaint.erase", {"ground": "on-request"}
    ),
    "POST /staff/complaints/{complaint_id}/joining": Needs(
        "complaint.decide", {"incident": "{incident_id}"}
    ),
    "POST /staff/complaints/{complaint_id}/candidates/{other_id}/joining": Needs(
        "incident.open", {}
    ),
    "GET /staff/incidents": Needs("incident.read", lists=True),
    "POST /staff/incidents": Needs(
        "incident.open",
        {"title": "Padam", "office": "{office}", "agency": "lights", "since": "2022-03-01"},
    ),
    "GET /staff/incidents/{incident_id}/complaints": Needs("incident.read"),
    "POST /staff/incidents/{incident_id}/complaints": Needs(
        "incident.open", {"complaint_ids": ["{complaint_id}"]}
    ),
}

ROUTING = {
    "PUT /registry/{office}": Needs("registry.write"),
    "GET /registry": Needs("registry.read", lists=True),
    "GET /regions": Needs("registry.read", lists=True),
    "GET /keywords": Needs("registry.read", lists=True),
    "POST /rules/{office}/dry-run": Needs("rules.try", RECORDS["rules"]),
    "GET /vacancies": Needs("registry.read", lists=True),
    "GET /registry/{office}/{noun}": Needs("registry.read", lists=True),
    "GET /registry/{office}/{noun}/{key}": Needs("registry.read"),
    "GET /registry/{office}/{noun}/{key}/history": Needs("registry.read"),
    "DELETE /registry/{office}/{noun}/{key}": Needs("registry.write"),
    **{
        f"PUT /registry/{{office}}/{noun}/{{key}}": Needs("registry.write", body)
        for noun, body in RECORDS.items()
    },
    "GET /cases": Needs("case.read", lists=True),
    "GET /unroutable": Needs("case.unplaced", lists=True),
    "GET /cases/{case_id}": Needs("case.read"),
    "GET /cases/{case_id}/deadlines": Needs("case.read"),
    "GET /cases/{case_id}/history": Needs("case.history"),
    "POST /cases/batch": Needs("case.place", lists=True),
    "POST /focal-points/contacts": SERVICE,
    "POST /bearers/contacts": SERVICE,
    "POST /links": SERVICE,
    "POST /cases/{case_id}/assignment": Needs("case.place", {"agency": "water"}),
    "POST /cases/{case_id}/transfer": Needs("case.place", {"agency": "lights"}),
    "POST /cases/{case_id}/hand-over": Needs("case.place", {}),
    "POST /cases/{case_id}/acknowledgement": Needs("case.answer", {}),
    "POST /cases/{case_id}/answer": Needs("case.answer", ANSWER),
    "POST /cases/{case_id}/misrouting": Needs("case.answer", {"reason": "no-authority"}),
    "POST /cases/{case_id}/requests": Needs("case.ask", {"kind": "clarification"}),
    "POST /cases/{case_id}/acceptance": Needs("case.ask", {}),
    "POST /cases/{case_id}/return": Needs("case.ask", {"missing": "Bukti."}),
    "POST /cases/{case_id}/cancellation": Needs("case.ask", {}),
    "POST /cases/{case_id}/conciliation": Needs("case.ask", {"consent": "Keduanya bersedia."}),
    "POST /cases/{case_id}/conciliation-outcome": Needs("case.ask", {"outcome": "failed"}),
    "POST /cases/{case_id}/conversion": Needs("case.ask", {}),
    "POST /cases/{case_id}/extension": Needs("case.ask", {"until": "2022-04-01"}),
    "POST /cases/{case_id}/corrective-actions": Needs("case.ask", {"order": "Ganti pipa."}),
    "POST /cases/{case_id}/correction-report": Needs("case.answer", PUT_RIGHT),
    "POST /cases/{case_id}/correction-return": Needs("case.ask", {"missing": "Foto."}),
    "POST /cases/{case_id}/correction": Needs("case.ask", {}),
    "POST /cases/{case_id}/closure": Needs("case.close", CLOSURE),
    "POST /cases/{case_id}/withdrawal": Needs("case.close", {}),
    "POST /cases/{case_id}/reopening": Needs("case.reopen", {"reason": "new-evidence"}),
    "POST /incidents/{incident}/answer": Needs("case.answer", ANSWER),
    "POST /incidents/{incident}/closure": Needs("case.close", CLOSURE),
}

NOTIFICATIONS = {
    "GET /messages": Needs("message.read", lists=True),
    "GET /messages/summary": Needs("message.count"),
}

STATISTICS = (
    *("closures", "stock-flow", "status", "requests", "sla", "focal-points", "stage-time"),
    *("funnel", "attainment", "messages", "durations", "backlog", "silent-agencies"),
    *("bursts", "checklist", "coverage", "reporters", "losses"),
)
METRICS = {
    **{f"GET /statistics/{name}": ANYONE for name in STATISTICS},
    "GET /statistics/closings": Needs("statistics.read", lists=True),
    "GET /statistics/{metric}": ANYONE,
    "GET /definitions": ANYONE,
    "GET /definitions/{name}": ANYONE,
    "GET /reports/{name}": ANYONE,
}

ENDPOINTS: Mapping[str, Mapping[str, Needs]] = {
    "intake": INTAKE,
    "routing": ROUTING,
    "notifications": NOTIFICATIONS,
    "metrics": METRICS,
}

PEOPLE: tuple[Person, ...] = (
    Person("sari", "reporter"),
    Person("water-primary", "focal-point", "babel", "water"),
    Person("inspektur", "supervisor", "babel", "inspektorat"),
    Person("siti", "examiner", "babel"),
    Person("rudi", "head", "babel"),
    Person("admin", "operator"),
    Person("wati", "auditor"),
)
"""One of each role: `own` is what belongs to the agency `water` of the office `babel`, over which
the agency `inspektorat` watches."""


def refusal(person: Person, needs: Needs, whose: Whose) -> int | None:
    """The status with which this person is turned away; None where they are let in."""
    if needs.right == "anyone":
        return None
    scope = None if needs.right == "a service" else scope_of(person.role, needs.right)
    if scope is None:
        return 403
    reached: dict[str, tuple[Whose, ...]] = {
        "own-case": (),
        "own-agency": ("own",),
        "supervised": ("own",),
        "own-office": ("own", "another agency's"),
        "everything": ("own", "another agency's", "another office's"),
    }
    return None if whose in reached[scope] else 404
