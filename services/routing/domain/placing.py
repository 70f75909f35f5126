"""Placing a complaint: which agency answers for it, which officer, and why so."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from services.routing.domain.directory import Directory
from services.routing.domain.officers import FocalPoint
from services.routing.domain.rules import NAMED, RULE_FACTS
from shared.events.cases import NO_AGENCY

MANY = 4_096
"""Placements kept in memory: a day has a few hundred kinds of complaints."""

Why = Literal["no-rule", "unknown-agency", "no-focal-point"]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a case goes, or why it goes nowhere, with the reasons that a person can check."""

    agency: str
    officer: FocalPoint | None
    why: Why | None
    explanation: dict[str, Any]

    @property
    def waits_for(self) -> str | None:
        """The agency that only wants an officer: with one, the case would be placed there."""
        return self.explanation["agency"] if self.why == "no-focal-point" else None


def place(
    complaint: Mapping[str, Any],
    directory: Directory | None,
    at: datetime,
    *,
    without: Collection[str] = (),
    now: datetime | None = None,
) -> Placement:
    """The first rule of that local day that matches decides.

    The officer is the one in office today, where `now` is given: whoever has left meanwhile can
    answer nothing. Agencies in `without` have said that it is not theirs: rules that lead there
    are passed over.
    """
    values = tuple(complaint.get(name) or None for name in RULE_FACTS)
    if directory is None:
        return _nowhere("no-rule", {"facts": _known(values), "office": "not loaded"})
    day = at.astimezone(directory.zone).date()
    today = day if now is None else now.astimezone(directory.zone).date()
    if without:
        return _place(_known(values), directory, day, today, without)
    key = (values, day, today)
    found: Placement | None = directory.placed.get(key)
    if found is None:
        if len(directory.placed) >= MANY:
            directory.placed.clear()
        found = directory.placed[key] = _place(_known(values), directory, day, today, ())
    return found


def _known(values: tuple[Any, ...]) -> dict[str, Any]:
    named = zip(RULE_FACTS, values, strict=True)
    return {name: value for name, value in named if value is not None}


def _place(
    facts: dict[str, Any], directory: Directory, day: date, today: date, without: Collection[str]
) -> Placement:
    rules = directory.lines(day)
    if rules is None:
        return _nowhere("no-rule", {"facts": facts})
    version, lines = rules
    told = {"rule_set": version.name, "version": version.version}
    for line in lines:
        rule = line.rule
        if not line.matches(facts):
            continue
        agency = facts.get("agency") if rule.agency == NAMED else rule.agency
        if agency in without or (rule.agency == NAMED and agency is None):
            continue
        reason = line.reasons(facts) or facts
        explanation = {"rule": rule.name, **told, "facts": reason}
        if agency is None or not directory.has(agency, day):
            return _nowhere("unknown-agency", explanation)
        officer = directory.officer(agency, max(day, today))
        if officer is None:
            return _nowhere("no-focal-point", {**explanation, "agency": agency})
        return Placement(agency, officer, None, explanation)
    return _nowhere("no-rule", {**told, "facts": facts})


def _nowhere(why: Why, explanation: dict[str, Any]) -> Placement:
    return Placement(NO_AGENCY, None, why, {**explanation, "why": why})
