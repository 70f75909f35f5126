"""What an agency sees of what the office sees: its own part, and nothing that points to a person.

Who complained and what they wrote never reach routing. Of a case that is confidential in full an
agency learns what it was asked, not the circumstances that would let it guess who asks (domain G).
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from services.routing.domain.reach import Reach
from services.routing.domain.records import Record
from services.routing.domain.registry import Registry, field_of
from services.routing.reaching import Asker
from services.routing.views import CaseView, DeedView, FullCaseView

OURS: dict[str, Any] = {"explanation": {}, "refused_by": [], "waits_for": None, "keywords": []}
"""How the office placed the case, and who said no before: other agencies' affairs."""

CIRCUMSTANCES: dict[str, Any] = {
    **{"channel": None, "region": None, "campaign": None, "unit": None},
    **{"incident": None, "maladministration": []},
}
"""Hidden where the confidentiality is `full`."""

OF_THE_WHOLE = frozenset({"close", "withdraw", "reopen", "start-conciliation", "end-conciliation"})
"""Deeds to a case that concern whoever answers for it."""

OUTCOME = (
    *("state", "reason", "resolution_method", "substantiated", "loss_saved"),
    *("closed_at", "cycle"),
)

Parts = tuple[Any, Sequence[Any], Sequence[Any]]
"""The row of a case, its requests and its corrective actions."""

C = TypeVar("C", bound=CaseView)


def case(view: C, reach: Reach) -> C:
    """A case as somebody sees it."""
    if reach.agencies is None:
        return view
    hidden = OURS | (CIRCUMSTANCES if view.confidentiality == "full" else {})
    if isinstance(view, FullCaseView):
        hidden["requests"] = [one for one in view.requests if one.agency in reach.agencies]
        actions = view.corrective_actions
        hidden["corrective_actions"] = [
            one for one in actions if (one.agency or view.agency) in reach.agencies
        ]
    return view.model_copy(update=hidden)


def history(lines: Sequence[DeedView], found: Parts, reach: Reach) -> list[DeedView]:
    """The history as somebody sees it: of an agency, from the day on which it was asked."""
    if reach.agencies is None:
        return list(lines)
    own = _own(found, reach.agencies)
    seen: list[DeedView] = []
    for line in lines:
        told = own & {*line.told.get("requests", {}), *line.told.get("actions", {})}
        told |= own & {line.told.get("said", {}).get("of")}
        whole = bool(seen) and line.request_id is None and line.deed in OF_THE_WHOLE
        if str(line.request_id) in own or (line.request_id is None and told) or whole:
            seen.append(_line(line, own))
    return seen


def _own(found: Parts, agencies: frozenset[str]) -> set[str]:
    """The ids of what was asked of some agencies, and of what they must put right."""
    row, requests, actions = found
    asked = {str(one.request_id) for one in requests if one.agency in agencies}
    return asked | {str(one.action_id) for one in actions if (one.agency or row.agency) in agencies}


def _line(line: DeedView, own: set[str]) -> DeedView:
    """What changed in the agency's own requests and actions, and how the case ended."""
    told: dict[str, Any] = {}
    for kind in ("requests", "actions"):
        parts = {name: said for name, said in line.told.get(kind, {}).items() if name in own}
        if parts:
            told[kind] = parts
    if line.deed in OF_THE_WHOLE:
        said = line.told.get("case", {})
        told["case"] = {name: said[name] for name in OUTCOME if name in said}
    who = line.actor_id if line.actor_role == "focal-point" else None
    return line.model_copy(update={"told": told, "actor_id": who})


def registry(office: Registry, asker: Asker) -> Registry | None:
    """An office's registry as somebody sees it: an agency its own officers, and no rule."""
    reach = asker.reach
    if not reach.sees_office(office.office):
        return None
    if reach.agencies is None:
        return office
    own = [one.appointment_id for one in office.focal_points if one.agency in reach.agencies]
    seen: dict[str, Any] = {
        field_of(noun): [one for one in records if one.of_agency in reach.agencies]
        for noun, records in office.lists.items()
    }
    seen["absences"] = [one for one in office.absences if one.appointment_id in own]
    rules = office.rule_set.model_copy(update={"rules": []})
    return office.model_copy(update={**seen, "rule_set": rules, "rule_sets": []})


def record(office: str, one: Record, reach: Reach) -> bool:
    """Whether somebody sees a record: an agency what is about itself, and no rule."""
    if not reach.sees_office(office):
        return False
    return reach.agencies is None or one.of_agency in reach.agencies
