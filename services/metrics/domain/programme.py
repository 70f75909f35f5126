"""What the office did with agencies in a period: meetings, commitments, plans, help."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, NamedTuple

from services.metrics.domain.registry import CONTRACTS, Told
from shared.events.registry import (
    ActionPlanAgreed,
    ActionPlanDone,
    AssessmentRecorded,
    AssistanceDelivered,
    AssistanceRequested,
    CommitmentSigned,
    MeetingHeld,
    RecordWithdrawn,
    RegistryFact,
)

ACTIVITIES: Final = (
    "meetings",
    "invitations",
    "attendances",
    "commitments",
    "points_due",
    "points_done",
    "assistance_asked",
    "assistance_given",
    "checklists",
)
"""In the order in which they are printed (T15)."""


class _Kind(NamedTuple):
    activity: str
    noun: str
    """How a withdrawal names its records."""
    day: str
    """The field that says on which day it was."""


KINDS: Final[Mapping[type[RegistryFact], _Kind]] = {
    MeetingHeld: _Kind("invitations", "meetings", "held_on"),
    CommitmentSigned: _Kind("commitments", "commitments", "signed_on"),
    ActionPlanAgreed: _Kind("points_due", "action-points", "due_on"),
    ActionPlanDone: _Kind("points_done", "action-points", "done_on"),
    AssistanceRequested: _Kind("assistance_asked", "assistance", "requested_on"),
    AssistanceDelivered: _Kind("assistance_given", "assistance", "delivered_on"),
    AssessmentRecorded: _Kind("checklists", "assessments", "assessed_on"),
}
TYPES: Final = (*(kind.type for kind in KINDS), RecordWithdrawn.type)

Key = tuple[str, str, str]
"""Office, agency and record: of a meeting each agency that was invited has a telling of its own."""


def activities(
    told: Iterable[Told],
    start: date,
    end: date,
    office: str | None = None,
    agency: str | None = None,
) -> dict[str, int]:
    """How many of each were in the period, in whatever order they were told."""
    found = dict.fromkeys(ACTIVITIES, 0)
    meetings: set[tuple[str, str]] = set()
    for said in _standing(told):
        kind = KINDS[type(said)]
        day: date = getattr(said, kind.day)
        if not start <= day < end:
            continue
        if office not in (None, said.office) or agency not in (None, said.agency):
            continue
        found[kind.activity] += 1
        if isinstance(said, MeetingHeld):
            meetings.add((said.office, said.record_id))
            found["attendances"] += said.attended
    return {**found, "meetings": len(meetings)}


def _standing(told: Iterable[Told]) -> Iterable[RegistryFact]:
    """The newest telling of each record that was not withdrawn since."""
    newest: dict[tuple[type[RegistryFact], Key], tuple[int, RegistryFact]] = {}
    withdrawn: dict[tuple[str, Key], int] = {}
    for one in told:
        said = CONTRACTS[one.kind].model_validate_json(one.said)
        key = (said.office, said.agency, said.record_id)
        if isinstance(said, RecordWithdrawn):
            withdrawn[said.noun, key] = max(one.sequence, withdrawn.get((said.noun, key), 0))
        elif type(said) in KINDS and newest.get((type(said), key), (-1,))[0] <= one.sequence:
            newest[type(said), key] = (one.sequence, said)
    for (kind, key), (sequence, said) in newest.items():
        if sequence > withdrawn.get((KINDS[kind].noun, key), 0):
            yield said
