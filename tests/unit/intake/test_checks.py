"""Which outcome a check may have, which a report is accepted on, and which bears a reason."""

from dataclasses import replace
from typing import Any

import pytest

from services.intake.domain.complaint import Rules
from services.intake.domain.deeds import GROUNDS, Accept, Check, Decline
from services.intake.domain.policy import FORMAL, MATERIAL, CheckCode, Policy
from services.intake.domain.verification import (
    AlwaysApplies,
    ChecksOpen,
    NoGround,
    NotWaivable,
    decide,
)
from shared.events.intake import ComplaintDeclined
from tests.factories import NOON
from tests.unit.intake.test_verification import ALL_PASS, RULES, a_complaint, standing_in

CODES: tuple[CheckCode, ...] = (*FORMAL, *MATERIAL)


def sparing(*codes: str) -> Rules:
    """An office that lets these be said not to apply."""
    told = RULES.policy.model_dump() | {"not_applicable": codes}
    return replace(RULES, policy=Policy.model_validate(told))


@pytest.mark.parametrize("code", CODES)
def test_a_requirement_of_every_report_cannot_be_said_not_to_apply(code: CheckCode) -> None:
    complaint = a_complaint(standing_in("registered"))
    deed = Check(code=code, outcome="not-applicable")
    if code in ("F2", "F7"):
        assert decide(complaint, deed, RULES, NOON).standing.checks[code] == "not-applicable"
        with pytest.raises(AlwaysApplies, match=code):
            decide(complaint, deed, sparing(), NOON)
        return
    with pytest.raises(AlwaysApplies, match=f"{code} applies to every report.*F2, F7"):
        decide(complaint, deed, RULES, NOON)
    with pytest.raises(ValueError, match="not_applicable"):
        sparing(code)


@pytest.mark.parametrize("code", CODES)
def test_what_was_once_said_not_to_apply_is_looked_at_before_acceptance(code: CheckCode) -> None:
    checks = {**ALL_PASS, code: "not-applicable"}
    complaint = a_complaint(standing_in("registered", **checks))
    if code in ("F2", "F7"):
        assert decide(complaint, Accept(), RULES, NOON).standing.state == "accepted"
        return
    with pytest.raises(ChecksOpen, match=f"Not checked: {code}"):
        decide(complaint, Accept(), RULES, NOON)


def test_only_the_own_complaint_before_is_waived_and_only_for_the_unnamed() -> None:
    for code in CODES:
        waived = Check(code=code, outcome="waived")
        with pytest.raises(NotWaivable):
            decide(a_complaint(standing_in("registered")), waived, RULES, NOON)
        secret = a_complaint(standing_in("registered"), confidentiality="identity")
        if code == "F4":
            assert decide(secret, waived, RULES, NOON).standing.checks["F4"] == "waived"
            continue
        with pytest.raises(NotWaivable):
            decide(secret, waived, RULES, NOON)


@pytest.mark.parametrize(("reason", "grounds"), [*GROUNDS.items()])
def test_a_reason_needs_a_failed_check_that_bears_it(reason: Any, grounds: Any) -> None:
    for code in CODES:
        complaint = a_complaint(standing_in("registered", **{**ALL_PASS, code: "fail"}))
        if code in grounds:
            fact = decide(complaint, Decline(reason=reason), RULES, NOON).effect.fact
            assert isinstance(fact, ComplaintDeclined)
            assert fact.reason == reason
        else:
            with pytest.raises(NoGround):
                decide(complaint, Decline(reason=reason), RULES, NOON)
