"""Trying a version of the rules on cases of the past: which would go elsewhere, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.routing.domain.directory import Directory
from services.routing.domain.placing import Placement, place
from services.routing.domain.rules import RuleSet


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the rules of that day put a case, and where the proposed ones would."""

    before: Placement
    after: Placement


def proposed(directory: Directory, rules: RuleSet) -> Directory:
    """The office as if these rules had always held."""
    always = rules.model_copy(update={"valid_from": None})
    return replace(directory, versions=(always,), placed={}, _lines={})


def moved(
    facts: Mapping[str, Any], directory: Directory, tried: Directory, at: datetime
) -> Moved | None:
    """None where the case would stay: both are asked about that day, whatever staff did since."""
    before, after = place(facts, directory, at), place(facts, tried, at)
    return None if meant(before) == meant(after) else Moved(before, after)


def meant(placement: Placement) -> str:
    """The agency, even if nobody was in office there."""
    return str(placement.explanation.get("agency", placement.agency))
