"""Opening a case: which agency answers for it, which officer, by when, and why so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from services.routing.domain.registry import NAMED, Directory, FocalPoint, matches
from shared.events.intake import ComplaintFact
from shared.events.routing import NO_AGENCY, CaseAssigned, CaseUnroutable, RequestKind

RULE_FACTS = ("agency", "substance", "region", "access_type", "channel", "campaign")

Why = Literal["no-rule", "unknown-agency", "no-focal-point"]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a case goes, or why it goes nowhere, with the reasons that a person can check."""

    agency: str
    officer: FocalPoint | None
    why: Why | None
    explanation: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Opened:
    """A new case and what there is to announce about it."""

    fact: CaseAssigned | CaseUnroutable
    explanation: dict[str, Any]
    opened_at: datetime


def place(complaint: ComplaintFact, directory: Directory | None, at: datetime) -> Placement:
    """The first rule that matches decides; the officer is the one in office on that local day."""
    facts = {name: getattr(complaint, name) for name in RULE_FACTS}
    facts = {name: value for name, value in facts.items() if value is not None}
    if directory is None:
        return _nowhere("no-rule", {"facts": facts, "office": "not loaded"})
    for rule in directory.rules:
        if not matches(rule, facts):
            continue
        agency = complaint.agency if rule.agency == NAMED else rule.agency
        if rule.agency == NAMED and agency is None:
            continue
        explanation = {
            "rule": rule.name,
            "rule_set": directory.rule_set,
            "version": directory.rules_version,
            "facts": {name: facts[name] for name in rule.when} or facts,
        }
        if agency is None or agency not in directory.agencies:
            return _nowhere("unknown-agency", explanation)
        officer = directory.officer(agency, at.astimezone(directory.zone).date())
        if officer is None:
            return _nowhere("no-focal-point", {**explanation, "agency": agency})
        return Placement(agency, officer, None, explanation)
    explanation = {
        "rule_set": directory.rule_set,
        "version": directory.rules_version,
        "facts": facts,
    }
    return _nowhere("no-rule", explanation)


def _nowhere(why: Why, explanation: dict[str, Any]) -> Placement:
    return Placement(NO_AGENCY, None, why, {**explanation, "why": why})


def open_case(
    complaint: ComplaintFact,
    directory: Directory | None,
    *,
    case_id: UUID,
    request_id: UUID,
    at: datetime,
) -> Opened:
    """Open a case as of the moment at which its complaint was accepted."""
    placement = place(complaint, directory, at)
    told = {**_told(complaint), "case_id": case_id, "agency": placement.agency}
    if directory is None or placement.officer is None:
        unroutable = CaseUnroutable(**told, why=placement.why or "no-rule")
        return Opened(unroutable, placement.explanation, at)
    kind: RequestKind = "rco" if complaint.access_type == "RCO" else "clarification"
    assigned = CaseAssigned(
        **told,
        focal_point_id=placement.officer.appointment_id,
        rule=f"{placement.explanation['rule']}@{directory.rules_version}",
        request_id=request_id,
        request_kind=kind,
        answer_due_at=directory.due(kind, at),
        was_unroutable=False,
    )
    return Opened(assigned, placement.explanation, at)


def _told(complaint: ComplaintFact) -> dict[str, Any]:
    """What the events of a case repeat of its complaint."""
    return {
        "complaint_id": complaint.complaint_id,
        "office": complaint.office,
        "access_type": complaint.access_type,
        "channel": complaint.channel,
        "substance": complaint.substance,
        "region": complaint.region,
        "campaign": complaint.campaign,
        "language": complaint.language,
        "reachable": complaint.reachable,
        "silent": complaint.silent,
        "registered_at": complaint.registered_at,
    }
