"""While the parties conciliate the clocks stand still; afterwards they have as many days left."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.events.intake import ComplaintWithdrawn
from tests.factories import an_accepted_complaint, an_event
from tests.offices import an_office
from tests.service.routing.office import CLOSURE, Office
from tests.service.routing.test_explaining import _clock
from tests.service.routing.test_links import Officer

CONSENT = {"consent": "Keduanya bersedia, surat 20 Maret."}
START = datetime(2022, 3, 21, 3, tzinfo=UTC)
END = datetime(2022, 4, 4, 3, tzinfo=UTC)


async def _starts(office: Office, case_id: UUID, at: datetime = START) -> Any:
    await office.time_passes(at)
    answer = await office.post(f"/cases/{case_id}/conciliation", CONSENT)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def _ends(office: Office, case_id: UUID, at: datetime = END, outcome: str = "failed") -> Any:
    await office.time_passes(at)
    path = f"/cases/{case_id}/conciliation-outcome"
    answer = await office.post(path, {"outcome": outcome})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_clocks_stand_still_and_run_on_with_the_days_that_were_left(office: Office) -> None:
    case_id = await office.with_a_case()
    before = await _clock(office, case_id, "answer", "clarification")
    assert before["due_at"] == "2022-03-29T16:59:59Z"
    standing = await _starts(office, case_id)
    assert standing["state"] == "conciliation"
    told = await _clock(office, case_id, "answer", "clarification")
    assert told["paused"] == [{"since": "2022-03-21T03:00:00Z", "until": None}]
    assert "sejak 21 Maret 2022" in told["text"]
    assert await office.time_passes(datetime(2022, 4, 3, tzinfo=UTC)) == 0
    case = await _ends(office, case_id)
    assert case["state"] == "assigned"
    [request] = case["requests"]
    assert request["answer_due_at"] == "2022-04-12T16:59:59Z"  # 14 days later
    after = await _clock(office, case_id, "answer", "clarification", lang="en")
    assert after["due_at"] == request["answer_due_at"]
    assert [one["why"] for one in after["moved"]] == ["pause"]
    assert [one["until"] for one in after["paused"]] == ["2022-04-04T03:00:00Z"]
    assert "from 21 March 2022" in after["text"]
    assert await office.time_passes(datetime(2022, 4, 12, 17, tzinfo=UTC)) > 0
    clocks = (await office.get(f"/cases/{case_id}/deadlines")).json()
    first = next(one for one in clocks if (one["clock"], one["number"]) == ("answer", 1))
    assert [step["step"] for step in first["taken"]][:2] == ["answer-reminder", "answer-overdue"]


async def test_events_say_which_clocks_stand_and_each_new_day(office: Office) -> None:
    case_id = await office.with_a_case()
    await office.post(f"/cases/{case_id}/corrective-actions", {"order": "Perbaiki pipa."})
    await office.time_passes(START)
    seen = len(await office.announced())
    await _starts(office, case_id)
    await _ends(office, case_id, outcome="agreed")
    told: list[Any] = (await office.announced())[seen:]
    types = [event.type.removeprefix("routing.") for event in told]
    assert types == [
        "conciliation.started.v1",
        "conciliation.ended.v1",
        *["deadline.recalculated.v1"] * 2,
    ]
    started, ended, *moved = (event.data for event in told)
    assert {one.clock for one in started.paused} == {"answer", "correction", "acknowledgement"}
    assert ended.outcome == "agreed"
    assert {(one.clock, one.why) for one in moved} == {("answer", "pause"), ("correction", "pause")}
    correction = next(one for one in moved if one.clock == "correction")
    was, due = correction.was_due_at, correction.due_at
    # Ten working days from 22 March to 4 April; 29 April to 6 May (Eid) and 16 May are closed.
    assert (was.date().isoformat(), due.date().isoformat()) == ("2022-04-27", "2022-05-20")
    assert [event.sequence for event in told] == sorted(event.sequence for event in told)
    await office.holds_to_its_histories()


async def test_what_was_late_stays_late_and_its_ladder_goes_on_later(office: Office) -> None:
    case_id = await office.with_a_case()
    await office.post(f"/cases/{case_id}/acknowledgement", {})
    late = datetime(2022, 3, 30, 3, tzinfo=UTC)
    await _starts(office, case_id, late)
    assert await office.time_passes(datetime(2022, 4, 8, tzinfo=UTC)) == 0
    await _ends(office, case_id, datetime(2022, 4, 9, 3, tzinfo=UTC))
    clocks = (await office.get(f"/cases/{case_id}/deadlines")).json()
    first = next(one for one in clocks if (one["clock"], one["number"]) == ("answer", 1))
    assert first["due_at"] == "2022-03-29T16:59:59Z"
    assert first["moved"] == []
    [step] = first["to_come"]
    # Three working days after the 29th are the 1st of April; it stood still for ten days.
    assert (step["step"], step["at"]) == ("answer-still-overdue", "2022-04-11T23:59:59+07:00")


async def test_only_where_the_procedure_allows(office: Office) -> None:
    case_id = await office.with_a_case(access_type="RCO")
    answer = await office.post(f"/cases/{case_id}/conciliation", CONSENT)
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal-move")
    assert "the procedure of a RCO allows no pause" in answer.json()["detail"]
    other = await office.open_case()
    blank = await office.post(f"/cases/{other}/conciliation", {})
    assert blank.status_code == 422
    early = await office.post(f"/cases/{other}/conciliation-outcome", {"outcome": "failed"})
    assert early.status_code == 409


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("answer", {"text": "Sudah."}),
        ("acknowledgement", {}),
        ("requests", {}),
        ("extension", {"until": "2022-04-20"}),
        ("corrective-actions", {"order": "Perbaiki pipa."}),
        ("conciliation", CONSENT),
        ("closure", CLOSURE),
    ],
)
async def test_meanwhile_nothing_meets_a_clock_or_starts_one(
    office: Office, path: str, body: Any
) -> None:
    case_id = await office.with_a_case()
    await _starts(office, case_id)
    before = (await office.get(f"/cases/{case_id}")).json()
    assert (await office.post(f"/cases/{case_id}/{path}", body)).status_code == 409
    assert (await office.get(f"/cases/{case_id}")).json() == before


async def test_the_page_behind_a_link_says_that_the_clock_stands(office: Office) -> None:
    case_id = await office.with_a_case()
    officer = await Officer.of(office, case_id)
    await _starts(office, case_id)
    page = await officer.sees()
    assert "Para pihak sedang berkonsiliasi" in page
    assert "<form" not in page
    await _ends(office, case_id)
    assert "<form" in await officer.sees()


async def test_the_reporter_may_take_it_back_meanwhile(office: Office) -> None:
    case_id = await office.with_a_case()
    await _starts(office, case_id)
    answer = await office.post(f"/cases/{case_id}/withdrawal", {})
    assert (answer.status_code, answer.json()["state"]) == (201, "closed")
    told = await _clock(office, case_id, "answer", "clarification")
    assert told["stopped_at"] is not None
    assert told["paused"][0]["until"] is not None
    await office.holds_to_its_histories()


async def test_what_stood_still_to_the_end_says_since_when(office: Office) -> None:
    """Its last day has come and gone meanwhile, and it was never late."""
    case_id = await office.with_a_case()
    await office.post(f"/cases/{case_id}/corrective-actions", {"order": "Perbaiki pipa."})
    await _starts(office, case_id)
    await office.time_passes(datetime(2022, 6, 1, 3, tzinfo=UTC))
    assert (await office.post(f"/cases/{case_id}/withdrawal", {})).status_code == 201
    told: Any = (await office.announced())[-1].data
    assert {one.clock: one.paused_at for one in told.stopped} == dict.fromkeys(
        ("acknowledgement", "answer", "correction"), START
    )
    assert all(one.due_at > START or one.clock == "acknowledgement" for one in told.stopped)


async def test_an_event_of_intake_ends_a_conciliation_as_well(office: Office) -> None:
    complaint = an_accepted_complaint(agency="water")
    await office.load(an_office())
    await office.hear(an_event(complaint))
    await _starts(office, (await office.case_of(complaint.complaint_id)).case_id)
    await office.time_passes(END)
    said = complaint.model_dump()
    withdrawn = ComplaintWithdrawn(**said, reason="K21", before_acceptance=False)
    await office.hear(an_event(withdrawn, END))
    told: Any = (await office.announced())[-1].data
    assert told.reason == "K21"
    assert {one.paused_at for one in told.stopped} == {START}
