"""Leads generated requests behind the door: to cases, codes and offices that exist."""

import random
from dataclasses import dataclass
from typing import Any

from schemathesis import Case

from tests.system.books import ALL_TIME

NOW_AND_THEN = 0.7


@dataclass(frozen=True)
class Known:
    """What exists, so that requests get further than to 404."""

    codes: list[str]
    complaints: list[str]
    cases: list[str]


def let_in(case: Case[Any], known: Known, choice: random.Random) -> None:
    """Replace what cannot be guessed by what exists, now and then."""
    if choice.random() > NOW_AND_THEN:
        return
    path, query, body = case.path_parameters, case.query, case.body
    if "case_id" in path:
        path["case_id"] = choice.choice(known.cases)
        if isinstance(body, dict) and "agency" in body:
            body["agency"] = "pln-uiw-babel"
    if "tracking_code" in path:
        path["tracking_code"] = choice.choice(known.codes)
    if "complaint_id" in query:
        query["complaint_id"] = choice.choice(known.complaints)
    if "from" in query:
        query.update(ALL_TIME)
    if isinstance(body, dict):
        if isinstance(body.get("rule_set"), dict):
            _make_consistent(body, path.get("office"))
        if "complaint_id" in body:
            body["complaint_id"] = choice.choice(known.complaints)


def _make_consistent(registry: dict[str, Any], office: Any) -> None:
    """A generated registry names agencies that it does not have; then nothing of it is stored."""
    registry["office"] = office
    registry["time_zone"] = "Asia/Jayapura"
    agencies = {str(one.get("agency")): one for one in _objects(registry.get("agencies"))}
    points = {str(one.get("appointment_id")): one for one in _objects(registry.get("focal_points"))}
    rules = _objects(registry["rule_set"].get("rules")) or [{"name": "all"}]
    for point in points.values():
        point["agency"] = next(iter(agencies), "nowhere")
        point.pop("valid_to", None)
    for rule in rules:
        rule["agency"] = "named"
    registry["agencies"] = list(agencies.values())
    registry["focal_points"] = list(points.values()) if agencies else []
    registry["rule_set"]["rules"] = rules


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
