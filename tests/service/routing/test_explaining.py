"""Every clock can be checked with a calendar on the wall."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.routing import policies, timers
from shared.access.person import Person
from shared.ids import new_id
from tests.offices import with_closures_of_water
from tests.service.routing.office import Office
from tests.service.routing.test_journeys import _done
from tests.tokens import bearer

BEFORE_EASTER = datetime(2025, 3, 10, 3, tzinfo=UTC)


async def _clock(office: Office, case_id: UUID, clock: str, kind: str, **asked: Any) -> Any:
    answer = await office.get(f"/cases/{case_id}/deadlines", **asked)
    assert answer.status_code == 200, answer.text
    [found] = [one for one in answer.json() if (one["clock"], one["kind"]) == (clock, kind)]
    return found


async def test_a_deadline_lists_every_day_that_was_skipped_with_reason_and_decree(
    office: Office,
) -> None:
    office.clock.now = BEFORE_EASTER
    case_id = await office.with_a_case(registered_at=BEFORE_EASTER)
    await office.post(f"/cases/{case_id}/requests", {"kind": "corrective-action"})
    told = await _clock(office, case_id, "answer", "corrective-action")
    assert (told["started_on"], told["days"], told["unit"]) == ("2025-03-10", 30, "wd")
    assert told["due_at"] == "2025-05-02T16:59:59Z"
    assert (len(told["counted"]), told["counted"][0]) == (30, "2025-03-11")
    assert told["counted"][-1] == "2025-05-02"
    skipped = {one["day"]: one for one in told["skipped"]}
    assert len(skipped) + len(told["counted"]) == 53  # each day from 11 March to 2 May
    assert skipped["2025-03-31"]["kind"] == "holiday"
    assert "Nomor 1017 Tahun 2024" in skipped["2025-03-31"]["decree"]
    assert skipped["2025-04-02"]["kind"] == "joint-leave"
    assert skipped["2025-03-15"] == {
        "day": "2025-03-15",
        "kind": "weekend",
        "name": "akhir pekan",
        "decree": "",
    }
    assert "30 hari kerja" in told["text"]
    assert told["calendar"].startswith("2025/")
    english = await _clock(office, case_id, "answer", "corrective-action", lang="en")
    assert "30 working days" in english["text"]
    assert {one["day"] for one in english["skipped"]} == set(skipped)


async def test_a_deadline_tells_its_steps_those_taken_and_those_to_come(office: Office) -> None:
    case_id = await office.with_a_case()
    told = await _clock(office, case_id, "answer", "clarification")
    assert [step["step"] for step in told["to_come"]] == [
        *("answer-reminder", "answer-overdue", "ask-again", "answer-still-overdue")
    ]
    assert told["taken"] == []
    overdue = datetime(2022, 3, 29, 17, tzinfo=UTC)
    await office.time_passes(overdue)
    clocks = (await office.get(f"/cases/{case_id}/deadlines")).json()
    first = next(one for one in clocks if one["clock"] == "answer" and one["number"] == 1)
    assert [(step["step"], step["level"], step["at"]) for step in first["taken"]] == [
        ("answer-reminder", "L1", "2022-03-26T05:00:00Z"),
        ("answer-overdue", "L2", "2022-03-29T16:59:59Z"),
        ("ask-again", None, "2022-03-29T17:00:00Z"),
    ]
    assert first["taken"][1]["recipients"] == ["internal-supervisor"]
    assert first["taken"][1]["recorded_at"] == "2022-03-29T17:00:00Z"
    assert [step["step"] for step in first["to_come"]] == ["answer-still-overdue"]
    second = next(one for one in clocks if one["clock"] == "answer" and one["number"] == 2)
    assert second["started_on"] == "2022-03-30"
    assert [step["level"] for step in second["to_come"]] == ["L1", "L2", "L4"]


async def test_more_time_is_told_and_the_count_stays_what_it_was(office: Office) -> None:
    case_id = await office.with_a_case()
    await _done(office, case_id, ("extension", {"until": "2022-04-05"}))
    told = await _clock(office, case_id, "answer", "clarification")
    assert told["due_at"] == "2022-04-05T16:59:59Z"
    assert told["counted"][-1] == "2022-03-29"
    assert [(one["why"], one["actor_role"]) for one in told["moved"]] == [("extension", "head")]
    fact = (await office.announced())[-1].data
    assert (fact.type, fact.why) == (  # type: ignore[attr-defined]
        "routing.deadline.recalculated.v1",
        "extension",
    )


async def test_a_clock_that_is_stopped_says_when_and_does_nothing_more(office: Office) -> None:
    case_id = await office.with_a_case()
    await _done(office, case_id, ("answer", {"text": "Sudah."}))
    told = await _clock(office, case_id, "answer", "clarification")
    assert datetime.fromisoformat(told["stopped_at"]) == office.clock.now
    assert told["to_come"] == []


async def test_a_corrective_action_has_a_clock_and_a_ladder_of_its_own(office: Office) -> None:
    case_id = await office.with_a_case()
    await _done(
        office, case_id, ("answer", {"text": "Ya."}), ("corrective-actions", {"order": "Perbaiki."})
    )
    await office.time_passes(office.clock.now + timedelta(days=200))
    told = await _clock(office, case_id, "correction", "corrective-action")
    assert told["action_id"] is not None
    assert [step["level"] for step in told["taken"]] == ["L1", "L2", "L3", "L5"]


async def test_no_clocks_are_shown_of_what_is_not_there(office: Office) -> None:
    assert (await office.get(f"/cases/{new_id()}/deadlines")).status_code == 404
    nowhere = await office.with_a_case(agency="nowhere")
    assert (await office.get(f"/cases/{nowhere}/deadlines")).json() == []


async def test_an_agency_sees_the_clocks_of_what_was_asked_of_it(office: Office) -> None:
    case_id = await office.with_a_case(substance="energi-kelistrikan")
    await _done(office, case_id, ("transfer", {"agency": "water"}))
    path = f"/cases/{case_id}/deadlines"
    assert len((await office.get(path)).json()) == 4
    seen = {}
    for agency in ("water", "lights"):
        officer = bearer(Person(f"{agency}-primary", "focal-point", "babel", agency))
        seen[agency] = await office.client.get(path, headers=officer)
    assert seen["lights"].status_code == 404
    [request] = {one["request_id"] for one in seen["water"].json()}
    assert request == (await office.get(f"/cases/{case_id}")).json()["requests"][1]["request_id"]


async def test_closures_of_an_agency_that_become_known_move_its_clocks_and_are_listed(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = await office.with_a_case()
    await office.post(f"/cases/{case_id}/corrective-actions", {"order": "Repair the pump."})
    before = await _clock(office, case_id, "correction", "corrective-action")
    almanac = with_closures_of_water(tmp_path)
    monkeypatch.setattr(policies, "almanac", lambda: almanac)
    monkeypatch.setattr(policies, "_clocks", {})
    moved = await timers.recalculate(office.database, office.clock)
    assert (moved, await timers.recalculate(office.database, office.clock)) == (2, 0)
    after = await _clock(office, case_id, "correction", "corrective-action")
    assert (before["due_at"], after["due_at"]) == ("2022-04-27T16:59:59Z", "2022-04-28T16:59:59Z")
    assert [one["why"] for one in after["moved"]] == ["decree"]
    [closed] = [one for one in after["skipped"] if one["kind"] == "closure"]
    assert (closed["day"], closed["name"]) == ("2022-03-16", "Pemadaman gedung")
    assert closed["decree"] in after["text"]
