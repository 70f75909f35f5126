"""How its history makes a case what it is: state is a cache of what was done."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import TypeAdapter

from services.routing.domain.case import Case, Values
from shared.events.cases import CaseFact

_read = TypeAdapter(Case)


def replay(history: Iterable[tuple[int, Mapping[str, Any]]]) -> Case:
    """The case that its deeds make: each is the version after it, and what it told."""
    case: Values = {"told": {}}
    requests: dict[str, Values] = {}
    actions: dict[str, Values] = {}
    for version, told in history:
        case |= {**told.get("case", {}), "version": version}
        case["told"] |= told.get("told", {})
        for key, known, parts in (
            ("requests", requests, "request_id"),
            ("actions", actions, "action_id"),
        ):
            for name, values in told.get(key, {}).items():
                known.setdefault(name, {parts: name}).update(values)
    case["told"] = dict(CaseFact.model_validate(case["told"]))
    case["case_id"] = case["told"]["case_id"]
    case["requests"] = [requests[name] for name in sorted(requests)]
    case["actions"] = [actions[name] for name in sorted(actions)]
    return _read.validate_python(case)
