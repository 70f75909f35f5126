"""An office with as many agencies as the floor has, and a complaint about one of them."""

import json
import os
import urllib.request
from typing import Any

import orjson

from tests.bench import load

OFFICE = "bench"
AGENCIES = 40


def registry() -> dict[str, Any]:
    """One officer for each agency; a case goes to the agency that the reporter named."""
    names = [f"a{i:03}" for i in range(AGENCIES)]
    return {
        "office": OFFICE,
        "name": "Bench",
        "agencies": [{"agency": name, "name": name.upper(), "kind": "city"} for name in names],
        "focal_points": [
            {
                "appointment_id": f"{name}-1",
                "agency": name,
                "name": f"Officer of {name}",
                "email": f"{name}@example.org",
                "valid_from": "2020-01-01",
            }
            for name in names
        ],
        "rule_set": {
            "name": "bench",
            "version": 1,
            "rules": [{"name": "as-named", "when": {}, "agency": "named"}],
        },
    }


def load_registry(routing_url: str, staff_token: str) -> None:
    request = urllib.request.Request(
        f"{routing_url}/registry/{OFFICE}",
        json.dumps(registry()).encode(),
        {"content-type": "application/json", "authorization": f"Bearer {staff_token}"},
        method="PUT",
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        answer.read()


def complaint() -> bytes:
    """As long as the floor's; without an address of the reporter: one notice, as in the floor."""
    return orjson.dumps(
        {
            "reporter": {"name": "N. Nguyen", "phone": "+62 811 0000 000"},
            "narrative": "Lampu jalan padam " + "x" * 700,
            "office": OFFICE,
            "agency": "a007",
            "substance": "listrik",
            "channel": "website",
            "region": "19.71",
        }
    )


class Posts:
    """One POST after the other; only the key differs, so making one costs a copy."""

    def __init__(self, url: str) -> None:
        mark = "0" * 32
        whole = load.post(url, complaint(), {"idempotency-key": mark})
        self.before, _, self.after = whole.partition(mark.encode())

    def next(self) -> bytes:
        return self.before + os.urandom(16).hex().encode() + self.after
