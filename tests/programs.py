"""Programs that no Python package brings: without one a test is left out, and fails under CI."""

import os
from collections.abc import Mapping

import pytest

LEFT_OUT = "Left out: "


def need(missing: str | None, environment: Mapping[str, str] = os.environ) -> None:
    """Skip for want of what is told; under CI that would hide that nobody checks."""
    if missing and environment.get("CI"):
        pytest.fail(f"Under CI nothing is left out: {missing}", pytrace=False)
    if missing:
        pytest.skip(LEFT_OUT + missing)


def left_out(skipped: list[pytest.TestReport]) -> list[str]:
    """A line for each program that was missed, however many tests needed it."""
    reasons = {one.longrepr[2] for one in skipped if isinstance(one.longrepr, tuple)}
    reasons = {reason.removeprefix("Skipped: ") for reason in reasons}
    return sorted(reason for reason in reasons if reason.startswith(LEFT_OUT))
