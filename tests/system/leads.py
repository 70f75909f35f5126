"""Leads generated requests behind the door: to ids that exist, and to bodies that make sense."""

import copy
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemathesis import Case

from tests.records import RECORDS
from tests.rights import ENDPOINTS
from tests.system.books import ALL_TIME

AS_GENERATED, WITH_IDS = 0.2, 0.5
"""The rest also has the fields of a body that is well formed."""

AGENCY, TRIAL, WHOLE = "pln-uiw-babel", "trial", "whole"
"""Records are edited in the one office and whole registries in the other: so cases keep theirs."""

BODIES = {name: needs.body for known in ENDPOINTS.values() for name, needs in known.items()}
Json = dict[str, Any]
Ids = Callable[[str], str | None]

ANY_TIME = ("at", "request_id", "action_id", "follows", "proposed", "to", "received_at")
"""Without these it is said of now and of whatever the case has."""
OF_ONE = ("agency", "complaint_id", "incident", "until", "on")


@dataclass(frozen=True)
class Known:
    """What exists: of an operation its own, in the state in which it may be done; else of all."""

    every: Mapping[str, Sequence[str]]
    """Ids by the name of a parameter or a field."""
    own: Mapping[str, Sequence[Mapping[str, str]]]

    def ids(self, operation: str, choice: random.Random) -> Ids:
        """An id for a name, the same for as long as one request is made."""
        own = {**choice.choice(self.own.get(operation) or [{}])}

        def one(name: str) -> str | None:
            if name not in own and self.every.get(name):
                own[name] = choice.choice(self.every[name])
            return own.get(name)

        return one


def led(case: Case[Any], known: Known, choice: random.Random, *, is_sure: bool) -> Case[Any]:
    """The request, with what cannot be guessed replaced by what exists, most of the time."""
    case = Case(
        case.operation,
        case.method,
        case.path,
        path_parameters={**case.path_parameters},
        headers=case.headers.copy(),
        cookies=case.cookies,
        query={**case.query},
        body=copy.deepcopy(case.body) if isinstance(case.body, dict) else case.body,
        media_type=case.media_type,
    )
    path, query, body = case.path_parameters, case.query, case.body
    chance = 1.0 if is_sure else choice.random()
    if chance < AS_GENERATED:
        return case
    one = known.ids(case.operation.label, choice)
    path |= {name: one(name) or value for name, value in path.items()}
    if "complaint_id" in query:
        query["complaint_id"] = one("complaint_id")
    if case.operation.label.startswith("GET /statistics/"):
        query |= ALL_TIME
        query.pop("period", None)
    case.headers.pop("If-Match", None)
    if read := one("If-Match"):
        case.headers["If-Match"] = read
    for name in ("as_of", "at"):
        query.pop(name, None)
    if isinstance(body, dict):
        _lead(case.operation.label, path, body, one, sensible=chance > AS_GENERATED + WITH_IDS)
    return case


def _lead(operation: str, path: Json, body: Json, one: Ids, *, sensible: bool) -> None:
    noun = operation.removeprefix("PUT /registry/{office}/").removesuffix("/{key}")
    if noun in RECORDS:
        _lead_record(noun, path, body, sensible=sensible)
        return
    if isinstance(body.get("rule_set"), dict):
        _make_consistent(body, path.get("office"))
        return
    for name in ANY_TIME:
        body.pop(name, None)
    if sensible and isinstance(BODIES.get(operation), dict):
        body |= copy.deepcopy(BODIES[operation])
    body |= {name: one(name) for name in OF_ONE if name in body and one(name)}
    if officer := one("to"):
        body["to"] = officer
    if "office" in body:
        body["office"] = "babel"
    if "complaint_ids" in body:
        body["complaint_ids"] = [one("complaint_id")]


def _lead_record(noun: str, path: Json, body: Json, *, sensible: bool) -> None:
    """The address of a record names its first field."""
    key, *_ = good = RECORDS[noun]
    body |= good if sensible else {}
    for name in {"valid_from", "valid_to"} - set(good):
        body.pop(name, None)
    body |= {"office": TRIAL} if noun == "offices" else {}
    named = f"{body.get(key, '')}"
    path["key"] = f"{named}-{body.get('version')}" if noun == "rules" else named or path["key"]


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
