"""The one table of who may do what: each right, the roles that have it, and how far it reaches."""

from collections.abc import Mapping
from typing import Literal

from shared.access.person import Role, Scope

Reach = Mapping[Role, Scope]

OFFICE: Reach = {"examiner": "own-office", "head": "own-office"}
HEAD: Reach = {"head": "own-office"}
AGENCY: Reach = {"focal-point": "own-agency", "supervisor": "supervised"}
AUDITOR: Reach = {"auditor": "everything"}
OPERATOR: Reach = {"operator": "everything"}

Right = Literal[
    "complaint.file",
    "complaint.read",
    "complaint.story",
    "complaint.readings",
    "complaint.compare",
    "complaint.verify",
    "complaint.decide",
    "complaint.erase",
    "incident.read",
    "incident.open",
    "registry.read",
    "registry.write",
    "rules.try",
    "case.read",
    "case.history",
    "case.unplaced",
    "case.answer",
    "case.ask",
    "case.place",
    "case.close",
    "case.reopen",
    "message.read",
    "message.count",
    "statistics.read",
]

TABLE: dict[Right, Reach] = {
    # A reporter needs no right: the tracking code is the proof, and opens one complaint.
    # Intake. Who complained and what they wrote stays with the office: no agency, no auditor
    # and no operator reads it (UU 37/2008 art. 24(2)).
    "complaint.file": OFFICE,
    "complaint.read": {**OFFICE, **AUDITOR},
    "complaint.story": OFFICE,
    "complaint.readings": {**OFFICE, **AUDITOR},
    "complaint.compare": OFFICE,
    "complaint.verify": OFFICE,
    "complaint.decide": OFFICE,
    "complaint.erase": HEAD,
    "incident.read": {**OFFICE, **AUDITOR},
    "incident.open": OFFICE,
    # Routing. The registry says who may answer and where letters go, so whoever runs the
    # machines reads it and does not write it.
    "registry.read": {**AGENCY, **OFFICE, **OPERATOR, **AUDITOR},
    "registry.write": HEAD,
    "rules.try": OFFICE,
    "case.read": {**AGENCY, **OFFICE, **AUDITOR},
    "case.history": {**AGENCY, **OFFICE, **AUDITOR},
    "case.unplaced": {**OFFICE, **AUDITOR},
    "case.answer": {"focal-point": "own-agency", **OFFICE},
    "case.ask": OFFICE,
    "case.place": OFFICE,
    "case.close": OFFICE,
    "case.reopen": HEAD,
    # Notifications. Nothing of it holds a name, an address or a word of a complaint.
    "message.read": {**OFFICE, **AUDITOR},
    # Sums over all offices: they tell of nobody.
    "message.count": {"examiner": "everything", "head": "everything", **OPERATOR, **AUDITOR},
    # Metrics: what is not public of it.
    "statistics.read": {**AGENCY, **OFFICE, **AUDITOR},
}

MEANINGS: dict[Right, str] = {
    "complaint.file": "file what a desk wrote down, line by line",
    "complaint.read": "see complaints, their checks and their history",
    "complaint.story": "read who complained, what they wrote and what staff noted; each is logged",
    "complaint.readings": "see who read a story",
    "complaint.compare": "look for complaints about the same",
    "complaint.verify": "record checks, ask for completion, classify",
    "complaint.decide": "accept, decline, conclude, withdraw, join an incident",
    "complaint.erase": "destroy what is known of a reporter",
    "incident.read": "see mass incidents and what belongs to them",
    "incident.open": "open a mass incident and join complaints to it",
    "registry.read": "see who answers for what, and the rules",
    "registry.write": "change who answers for what, and the rules",
    "rules.try": "try rules on past cases",
    "case.read": "see cases, their requests and their deadlines",
    "case.history": "see all that was done to a case",
    "case.unplaced": "see cases that no rule could place",
    "case.answer": "acknowledge, answer, say that it is another's",
    "case.ask": "ask further, accept or return answers, extend, order corrections",
    "case.place": "assign, transfer, hand over",
    "case.close": "close, withdraw",
    "case.reopen": "go on with a closed case",
    "message.read": "see which messages were sent about a complaint",
    "message.count": "see how many messages were sent, wait or failed",
    "statistics.read": "read the figures that are not public",
}


def scope_of(role: Role, right: Right) -> Scope | None:
    """How far a right reaches in that role; None where the role has it not."""
    return TABLE[right].get(role)
