"""A complaint's ways through verification, walked over HTTP as staff and reporters do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from services.intake import timers
from services.intake.desk import Desk
from services.intake.handlers import show_closed
from services.intake.models import ComplaintRow, DeedRow, VerificationRow
from shared.db.transaction import table_of
from shared.events.intake import (
    ComplaintAccepted,
    ComplaintCompletionRequested,
    ComplaintDeclined,
    ComplaintFinished,
    ComplaintWithdrawn,
)
from tests.factories import NOON, a_closed_case, an_event
from tests.service.intake.staff import Examiner, StandingClock, by_hand, names


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    return by_hand(tmp_path)


async def test_a_plain_report_is_checked_and_accepted(
    examiner: Examiner, clock: StandingClock
) -> None:
    complaint = await examiner.filed()
    shown = await examiner.sees(complaint)
    assert (shown["state"], shown["version"]) == ("registered", 1)
    assert [one["complaint_id"] for one in (await examiner.get("/complaints")).json()] == [
        str(complaint)
    ]
    clock.advance(days=1)
    await examiner.passes_all(complaint, F2="not-applicable", F7="not-applicable")
    shown = await examiner.does(complaint, "acceptance")
    assert (shown["state"], shown["version"]) == ("accepted", 14)
    assert shown["checks"]["F2"] == {
        "outcome": "not-applicable",
        "actor": "examiner:siti.pvl",
        "at": "2022-03-15T05:00:00Z",
        "policy": None,
    }
    assert (await examiner.get("/complaints")).json() == []
    events = await examiner.announced()
    assert names(events) == ["registered", "accepted"]
    assert [event.sequence for event in events] == ["1", "14"]
    assert isinstance(events[1].data, ComplaintAccepted)
    assert (events[1].time, events[1].data.registered_at) == (NOON + timedelta(days=1), NOON)
    assert "Pemeriksaan awal selesai" in await examiner.page(complaint)


async def test_thirteen_shrugs_are_no_verification(examiner: Examiner) -> None:
    complaint = await examiner.filed()
    for code in ("F1", "M4"):
        refused = await examiner.post(
            complaint, "checks", {"code": code, "outcome": "not-applicable"}
        )
        assert (refused.status_code, refused.json()["code"]) == (409, "always-applies")
        assert code in refused.json()["detail"]
    assert (await examiner.sees(complaint))["version"] == 1
    refused = await examiner.post(complaint, "acceptance")
    assert refused.json()["code"] == "checks-open"


async def test_every_outcome_of_a_check_is_kept_and_the_latest_counts(examiner: Examiner) -> None:
    complaint = await examiner.filed()
    await examiner.does(complaint, "checks", code="F4", outcome="fail", note="Belum ada bukti.")
    shown = await examiner.does(complaint, "checks", code="F4", outcome="pass")
    assert shown["checks"]["F4"]["outcome"] == "pass"
    told = [deed["told"] for deed in shown["history"] if deed["deed"] == "check"]
    assert [one["outcome"] for one in told] == ["fail", "pass"]
    async with examiner.app.state.database.reading() as connection:
        rows = (await connection.execute(select(table_of(DeedRow)))).all()
    assert all("Belum ada bukti" not in str(tuple(row)) for row in rows)


async def test_completion_is_asked_for_and_given(examiner: Examiner, clock: StandingClock) -> None:
    complaint = await examiner.filed()
    await examiner.does(complaint, "completion-request", missing=["F1", "F4"])
    assert "Bukti atau tanggal bahwa Anda sudah mengadu" in await examiner.page(complaint)
    clock.advance(days=3)
    shown = await examiner.does(complaint, "completion-receipt", at="2022-03-15T23:30:00+07:00")
    due = datetime(2022, 4, 14, 16, 59, 59, tzinfo=UTC)
    assert datetime.fromisoformat(shown["due_at"]) == due
    assert "14 April 2022" in await examiner.page(complaint)
    assert "14 April 2022" in await examiner.page(complaint, "en")
    clock.advance(days=20)
    shown = await examiner.does(complaint, "completion", note="Salinan KTP diterima.")
    assert (shown["state"], shown["due_at"], shown["completion"]) == ("verifying", None, None)
    clock.advance(days=60)
    assert await timers.end_clocks(Desk.of(examiner.app)) == 0
    await examiner.passes_all(complaint)
    await examiner.does(complaint, "acceptance")
    events = await examiner.announced()
    assert names(events) == ["registered", "completion-requested", "completed", "accepted"]
    asked = events[1].data
    assert isinstance(asked, ComplaintCompletionRequested)
    assert (asked.missing, asked.due_at) == (("F1", "F4"), None)
    progress = (await examiner.client.get(f"/complaints/{examiner.codes[complaint]}")).json()
    assert [step["step"] for step in progress["steps"]] == [
        "awaiting-completion",
        "completed",
        "accepted",
    ]


async def test_what_is_not_completed_in_time_is_declined_as_of_the_end_of_the_clock(
    examiner: Examiner, clock: StandingClock
) -> None:
    complaint = await examiner.filed()
    in_person = {"missing": ["F1"], "received_at": NOON.isoformat()}
    await examiner.does(complaint, "completion-request", **in_person)
    due = datetime(2022, 4, 13, 16, 59, 59, tzinfo=UTC)
    clock.moment = due
    assert await timers.end_clocks(Desk.of(examiner.app)) == 0
    clock.advance(days=2)
    late = await examiner.post(complaint, "completion")
    assert (late.status_code, late.json()["code"]) == (409, "illegal-move")
    for _ in range(2):
        await timers.end_clocks(Desk.of(examiner.app))
    shown = await examiner.sees(complaint)
    assert (shown["state"], shown["history"][-1]["actor"]) == ("declined", "system")
    events = await examiner.announced()
    assert names(events) == ["registered", "completion-requested", "declined"]
    assert isinstance(events[-1].data, ComplaintDeclined)
    assert (events[-1].data.reason, events[-1].time) == ("K11", due)
    assert events[-1].recordedtime == clock.moment
    assert "tidak kami terima sampai batas waktunya" in await examiner.page(complaint)
    assert "did not reach us in time" in await examiner.page(complaint, "en")


async def test_a_report_is_declined_for_a_reason_that_a_check_bears(examiner: Examiner) -> None:
    complaint = await examiner.filed()
    refused = await examiner.post(complaint, "declination", {"reason": "K12d"})
    assert (refused.status_code, refused.json()["code"]) == (409, "no-ground")
    await examiner.does(complaint, "checks", code="M4", outcome="fail")
    refused = await examiner.post(complaint, "acceptance")
    assert (refused.status_code, refused.json()["detail"]) == (409, "Failed: M4.")
    shown = await examiner.does(complaint, "declination", reason="K12d")
    assert (shown["state"], shown["may"]) == ("declined", ["note-notice"])
    event = (await examiner.announced())[-1]
    assert isinstance(event.data, ComplaintDeclined)
    assert event.data.reason == "K12d"
    assert "bukan wewenang Ombudsman" in await examiner.page(complaint)


async def test_the_fast_route_is_chosen_with_its_reason_and_needs_no_checks(
    examiner: Examiner,
) -> None:
    complaint = await examiner.filed()
    bare = await examiner.post(complaint, "classification", {"access_type": "RCO"})
    assert bare.status_code == 422
    chosen = {"access_type": "RCO", "criterion": "life", "maladministration": ["tidak-kompeten"]}
    shown = await examiner.does(complaint, "classification", **chosen)
    assert (shown["access_type"], shown["maladministration"]) == ("RCO", ["tidak-kompeten"])
    assert shown["criterion"] == "life"
    await examiner.does(complaint, "acceptance")
    fact = (await examiner.announced())[-1].data
    assert isinstance(fact, ComplaintAccepted)
    assert (fact.access_type, fact.maladministration) == ("RCO", ("tidak-kompeten",))


async def test_a_report_that_is_a_question_ends_here(examiner: Examiner) -> None:
    complaint = await examiner.filed()
    shown = await examiner.does(complaint, "conclusion", access_type="KNL")
    assert (shown["state"], shown["access_type"]) == ("finished", "KNL")
    fact = (await examiner.announced())[-1].data
    assert isinstance(fact, ComplaintFinished)
    assert (fact.reason, fact.access_type) == ("K01", "KNL")


async def test_a_reporter_takes_it_back_on_the_page(examiner: Examiner) -> None:
    complaint = await examiner.filed()
    code = examiner.codes[complaint]
    assert f'href="/progress/{code}/withdrawal"' in await examiner.page(complaint)
    asked = await examiner.client.get(f"/progress/{code}/withdrawal?lang=en")
    assert "Yes, withdraw it" in asked.text
    assert (await examiner.sees(complaint))["state"] == "registered", "asking changes nothing"
    for _ in range(2):
        done = await examiner.client.post(f"/progress/{code}/withdrawal?lang=en")
        assert (done.status_code, done.headers["location"]) == (303, f"/progress/{code}?lang=en")
    page = await examiner.page(complaint, "en")
    assert '<span class="state">Withdrawn</span>' in page
    assert "/withdrawal" not in page
    events = await examiner.announced()
    assert names(events) == ["registered", "withdrawn"]
    assert isinstance(events[1].data, ComplaintWithdrawn)
    assert (events[1].data.reason, events[1].data.before_acceptance) == ("K11", True)
    assert (await examiner.sees(complaint))["history"][-1]["actor"] == "reporter"


async def test_what_is_accepted_can_be_taken_back_until_the_case_is_closed(
    examiner: Examiner,
) -> None:
    taken_back, closed = await examiner.filed(), await examiner.filed()
    for complaint in (taken_back, closed):
        await examiner.passes_all(complaint)
        await examiner.does(complaint, "acceptance")
    address = f"/complaints/{examiner.codes[taken_back]}/withdrawal"
    answer = await examiner.client.post(address)
    assert (answer.status_code, answer.json()["state"]) == (201, "withdrawn")
    assert (await examiner.client.post(address)).status_code == 409
    fact = (await examiner.announced())[-1].data
    assert isinstance(fact, ComplaintWithdrawn)
    assert (fact.reason, fact.before_acceptance) == ("K21", False)
    async with examiner.app.state.database.transaction(NOON) as tx:
        await show_closed(an_event(a_closed_case(complaint_id=closed)), tx, NOON)
    refused = await examiner.post(closed, "withdrawal")
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "withdraw: the case is closed.",
    )


async def test_the_history_rebuilds_the_columns(examiner: Examiner, clock: StandingClock) -> None:
    complaint = await examiner.filed()
    received = clock.moment.isoformat()
    await examiner.does(complaint, "completion-request", missing=["F2"], received_at=received)
    shown = await examiner.sees(complaint)
    async with examiner.app.state.database.reading() as connection:
        row = (await connection.execute(select(table_of(ComplaintRow)))).one()
        kept = (await connection.execute(select(table_of(VerificationRow)))).one()
    assert (row.state, kept.version) == (shown["state"], len(shown["history"]))
    assert kept.due_at == datetime.fromisoformat(shown["completion"]["due_at"])


async def test_who_wants_to_be_unnamed_says_whether_the_story_shows_them_all_the_same(
    examiner: Examiner,
) -> None:
    """A land certificate names its owner: the choice to go on is kept, sealed with the person."""
    reporter = {"name": "Sari Contoh", "recognisable": "yes"}
    complaint = await examiner.filed(reporter=reporter, confidentiality="identity")
    story = (await examiner.get(f"/complaints/{complaint}/story")).json()
    assert story["reporter"]["recognisable"] == "yes"
    assert "recognisable" not in str(await examiner.sees(complaint))
    assert "recognisable" not in (await examiner.announced())[0].model_dump_json()
