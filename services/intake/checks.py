"""Which requirements of a complaint were looked at, with what outcome, and by whom."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from services.intake.domain.automatic import seen_at_filing
from services.intake.domain.deeds import Outcome
from services.intake.domain.history import Past
from services.intake.domain.policy import Policy


class CheckView(BaseModel):
    """The latest outcome of a check."""

    outcome: Outcome
    actor: str = Field(description="`automatic` where it was seen in the act of filing.")
    at: datetime
    policy: str | None = Field(None, description="Of what is automatic: the policy in force.")


def checks_of(
    row: Any, pasts: Sequence[Past], actors: Sequence[str], policy: Policy
) -> dict[str, CheckView]:
    """By code. What was accepted in the act of filing shows what a machine saw of it then."""
    found: dict[str, CheckView] = {}
    if not (pasts and pasts[0].deed == "register") and not row.silent:
        version = policy.version if policy.since <= row.recorded_at.date() else None
        told = {"at": row.registered_at, "policy": version}
        named = row.has_identity
        automatic = seen_at_filing(row.event_date, row.confidentiality, has_reporter=named)
        for seen, outcome in automatic.items():
            found[seen] = CheckView(outcome=outcome, actor="automatic", **told)
    for past, actor in zip(pasts, actors, strict=True):
        outcomes: Mapping[str, Any] = past.told.get("checks", {})
        if past.deed == "check":
            outcomes = {past.told["code"]: past.told["outcome"]}
        for code, outcome in outcomes.items():
            found[code] = CheckView(outcome=outcome, actor=actor, at=past.at)
    return dict(sorted(found.items()))
