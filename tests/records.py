"""One record of each noun of the registry, as somebody would write it."""

from typing import Any

from shared.events.registry import COMPONENTS

NAMED: dict[str, Any] = {"name": "Contoh", "kind": "dinas"}
RECORDS: dict[str, Any] = {
    "offices": {"office": "babel", "name": "Contoh"},
    "agencies": {"agency": "added", **NAMED},
    "units": {"unit": "added", "agency": "water", **NAMED},
    "focal-points": {
        **{"appointment_id": "added", "agency": "water", "role": "deputy"},
        **{"name": "Contoh", "email": "added@example.org", "valid_from": "2021-01-01"},
    },
    "absences": {
        **{"absence_id": "added", "appointment_id": "water-primary"},
        **{"valid_from": "2020-01-01", "valid_to": "2020-01-01"},
    },
    "commitments": {"commitment_id": "added", "agency": "water", "signed_on": "2022-01-01"},
    "bearers": {
        **{"bearer_id": "added", "recipient": "office-desk"},
        **{"name": "Contoh", "email": "added@example.org"},
    },
    "action-points": {
        **{"point_id": "added", "agency": "water", "year": 2022, "subject": "Contoh"},
        **{"signed_on": "2022-01-01", "due_on": "2022-06-30"},
    },
    "meetings": {
        **{"meeting_id": "added", "subject": "Contoh", "held_on": "2022-01-01"},
        "attendance": [{"agency": "water", "attended": True}],
    },
    "assistance": {
        **{"assistance_id": "added", "agency": "water", "topic": "other"},
        "requested_on": "2022-01-01",
    },
    "assessments": {
        **{"assessment_id": "added", "agency": "water", "assessed_on": "2022-01-01"},
        "assessed_by": "office",
        "components": {name: {"answer": "yes"} for name in COMPONENTS},
    },
    "rules": {"name": "added", "version": 1, "rules": [{"name": "all", "agency": "water"}]},
}
"""One record of each noun, all of them called `added`."""
