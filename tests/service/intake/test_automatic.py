"""What was accepted in the act of filing shows the requirements that a machine saw, and no more."""

from pathlib import Path

import pytest

from services.intake import reference
from tests.service.intake.staff import Examiner, StandingClock


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """The shipped file, as a version that is in force from the day of the test on."""
    path = tmp_path / "policies.yaml"
    shipped = reference.POLICIES.read_text()
    path.write_text(
        shipped.replace('version: "1"', "version: 2022-b").replace(
            "since: 2021-01-01", "since: 2022-03-14"
        )
    )
    return path


async def test_it_names_who_when_and_by_which_policy(examiner: Examiner) -> None:
    complaint = await examiner.filed(event_date="2022-03-07", confidentiality="identity")
    shown = await examiner.sees(complaint)
    assert (shown["state"], shown["history"]) == ("accepted", [])
    assert {code: check["outcome"] for code, check in shown["checks"].items()} == {
        "F1": "pass",
        "F3": "pass",
        "F5": "pass",
        "F7": "pass",
    }
    assert shown["checks"]["F1"] == {
        "outcome": "pass",
        "actor": "automatic",
        "at": "2022-03-14T05:00:00Z",
        "policy": "2022-b",
    }


async def test_what_nobody_could_see_is_not_called_passed(
    examiner: Examiner, clock: StandingClock
) -> None:
    clock.advance(days=-1)  # before this version was in force
    complaint = await examiner.filed()
    checks = (await examiner.sees(complaint))["checks"]
    assert set(checks) == {"F1", "F3", "F7"}
    assert checks["F7"]["outcome"] == "not-applicable"
    assert checks["F1"]["policy"] is None


async def test_it_stays_when_the_reporter_takes_it_back(examiner: Examiner) -> None:
    complaint = await examiner.filed()
    await examiner.does(complaint, "withdrawal")
    assert set((await examiner.sees(complaint))["checks"]) == {"F1", "F3", "F7"}
