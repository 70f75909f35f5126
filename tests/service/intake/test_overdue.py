"""Staff are late: it is told once, shown first and explained; what is automatic has no clock."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import func, select

from services.intake import overdue, reference
from services.intake.desk import Desk
from services.intake.models import ClockRow, VerificationRow
from shared.db.transaction import table_of
from shared.events.base import Envelope
from shared.events.intake import ComplaintFact, ComplaintOverdue, Stage
from tests.service.intake.staff import Examiner, StandingClock, by_hand, names
from tests.service.intake.test_completion import notice_arrives


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    return by_hand(tmp_path)


async def time_passes(examiner: Examiner) -> None:
    """What the timers do, until there is nothing more to do."""
    desk = Desk.of(examiner.app)
    while await overdue.reckon_clocks(desk) or await overdue.tell_overdue(desk):
        pass


def late(events: list[Envelope[ComplaintFact]]) -> list[tuple[str, datetime]]:
    return [
        (event.data.stage, event.time)
        for event in events
        if isinstance(event.data, ComplaintOverdue) and event.time == event.data.due_at
    ]


async def test_a_report_that_nobody_takes_up_is_told_of_once_as_of_the_end_of_its_day(
    examiner: Examiner, clock: StandingClock
) -> None:
    complaint = await examiner.filed()
    ends = datetime(2022, 3, 15, 16, 59, 59, tzinfo=UTC)
    clock.moment = ends
    await time_passes(examiner)
    assert late(await examiner.announced()) == []
    clock.advance(hours=9)
    await time_passes(examiner)
    await time_passes(examiner)
    events = await examiner.announced(complaint)
    assert late(events) == [("receipt", ends)]
    assert events[-1].recordedtime == clock.moment
    assert datetime.fromisoformat((await examiner.sees(complaint))["overdue_since"]) == ends
    await examiner.does(complaint, "checks", code="F1", outcome="pass")
    await time_passes(examiner)
    assert (await examiner.sees(complaint))["overdue_since"] is None
    assert (await examiner.sees(complaint))["version"] == 2, "an alert is no deed"


async def test_what_is_overdue_comes_first_and_pages_go_on_where_they_ended(
    examiner: Examiner, clock: StandingClock
) -> None:
    early = [await examiner.filed() for _ in range(3)]
    await examiner.does(early[0], "checks", code="F1", outcome="pass")
    clock.advance(days=4)
    fresh = [await examiner.filed() for _ in range(2)]
    await time_passes(examiner)
    expected = [*early[1:], early[0], *fresh]
    whole = (await examiner.get("/complaints")).json()
    assert [UUID(one["complaint_id"]) for one in whole] == expected
    seen: list[UUID] = []
    while True:
        after = f"&after={seen[-1]}" if seen else ""
        page = (await examiner.get(f"/complaints?limit=2{after}")).json()
        if not page:
            break
        seen += [UUID(one["complaint_id"]) for one in page]
    assert seen == expected


async def test_waiting_for_the_reporter_stops_the_clock_of_staff(
    examiner: Examiner, clock: StandingClock
) -> None:
    complaint = await examiner.filed()
    clock.advance(days=2)
    await examiner.does(complaint, "completion-request", missing=["F1"])
    await examiner.does(complaint, "completion-receipt")
    clock.advance(days=9)
    await time_passes(examiner)
    paused = await deadline(examiner, complaint, "formal")
    assert (paused["is_paused"], paused["due_at"], paused["is_overdue"]) == (True, None, False)
    await examiner.does(complaint, "completion")
    clock.moment = datetime(2022, 4, 12, 16, 59, 59, tzinfo=UTC)
    await time_passes(examiner)
    assert late(await examiner.announced()) == []
    running = await deadline(examiner, complaint, "formal")
    assert datetime.fromisoformat(running["due_at"]) == clock.moment
    assert running["paused_days"] == 7
    assert "2022-03-25" in running["pauses"][0]["until"]
    assert "21 hari kerja sejak diterima Senin, 14 Maret 2022" in running["explanation"]
    english = await deadline(examiner, complaint, "formal", "en")
    assert "weekend" in english["explanation"]
    clock.advance(seconds=1)
    await time_passes(examiner)
    assert [stage for stage, _ in late(await examiner.announced())] == ["formal"]


async def deadline(
    examiner: Examiner, complaint: UUID, stage: str, language: str = "id"
) -> dict[str, Any]:
    answer = await examiner.get(f"/complaints/{complaint}/deadlines?lang={language}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any]
    [found] = [one for one in answer.json() if one["stage"] == stage]
    return found


@pytest.mark.parametrize("by", ["mail", "staff"])
async def test_who_is_declined_must_be_told(
    examiner: Examiner, clock: StandingClock, by: str
) -> None:
    complaint = await examiner.filed()
    await examiner.does(complaint, "checks", code="M4", outcome="fail")
    await examiner.does(complaint, "declination", reason="K12d")
    clock.advance(days=2)
    if by == "mail":
        await notice_arrives(examiner, complaint, "complaint-declined")
    else:
        await examiner.does(complaint, "notice")
    told = await deadline(examiner, complaint, "notice")
    assert datetime.fromisoformat(told["stopped_at"]) == clock.moment
    clock.advance(days=30)
    await time_passes(examiner)
    assert late(await examiner.announced()) == []
    refused = await examiner.post(complaint, "notice")
    assert (refused.status_code, refused.json()["code"]) == (409, "illegal-move")


async def test_who_was_not_told_of_the_declination_is_on_the_desk_again(
    examiner: Examiner, clock: StandingClock
) -> None:
    complaint = await examiner.filed()
    await examiner.does(complaint, "checks", code="M4", outcome="fail")
    await examiner.does(complaint, "declination", reason="K12d")
    await time_passes(examiner)
    assert (await examiner.get("/complaints")).json() == []
    clock.advance(days=8)
    await time_passes(examiner)
    assert [stage for stage, _ in late(await examiner.announced())] == ["notice"]
    [listed] = (await examiner.get("/complaints?state=declined")).json()
    assert listed["complaint_id"] == str(complaint)


async def test_a_request_that_never_reaches_the_reporter_is_on_the_desk_again(
    examiner: Examiner, clock: StandingClock
) -> None:
    """No address, so no letter and no proof of its delivery: the thirty days would never run."""
    complaint = await examiner.filed(reporter={"name": "Sari Contoh"})
    await examiner.does(complaint, "checks", code="F3", outcome="pass")
    await examiner.does(complaint, "completion-request", missing=["F1"])
    clock.moment = ends = datetime(2022, 3, 21, 16, 59, 59, tzinfo=UTC)
    await time_passes(examiner)
    assert late(await examiner.announced()) == []
    clock.advance(hours=9)
    await time_passes(examiner)
    event = (await examiner.announced(complaint))[-1]
    assert isinstance(event.data, ComplaintOverdue)
    assert (event.time, event.data.due_at) == (ends, ends)
    assert (event.data.stage, event.data.notice) == ("notice", "completion-requested")
    [listed] = (await examiner.get("/complaints")).json()
    assert datetime.fromisoformat(listed["overdue_since"]) == ends
    told = await deadline(examiner, complaint, "completion-notice")
    assert (told["is_overdue"], told["stopped_at"]) == (True, None)
    await examiner.does(complaint, "completion-receipt")
    await time_passes(examiner)
    shown = await examiner.sees(complaint)
    assert shown["overdue_since"] is None
    assert shown["due_at"] == "2022-04-21T16:59:59Z"
    assert len(late(await examiner.announced())) == 1


async def test_who_has_the_request_by_mail_is_no_alarm(
    examiner: Examiner, clock: StandingClock
) -> None:
    complaint = await examiner.filed()
    await examiner.does(complaint, "completion-request", missing=["F1"])
    await notice_arrives(examiner, complaint)
    clock.advance(days=20)
    await time_passes(examiner)
    stages = [stage for stage, _ in late(await examiner.announced())]
    assert "notice" not in stages


async def test_the_reporters_own_time_is_explained_as_well(
    examiner: Examiner, clock: StandingClock
) -> None:
    complaint = await examiner.filed()
    await examiner.does(complaint, "completion-request", missing=["F1"])
    assert (await deadline(examiner, complaint, "completion"))["started_at"] is None
    await examiner.does(complaint, "completion-receipt")
    told = await deadline(examiner, complaint, "completion")
    assert "30 hari kalender sejak diterima Senin, 14 Maret 2022" in told["explanation"]


async def test_of_two_timers_at_once_one_tells(examiner: Examiner, clock: StandingClock) -> None:
    for _ in range(5):
        await examiner.filed()
    clock.advance(days=4)
    desk = Desk.of(examiner.app)
    await overdue.reckon_clocks(desk)
    before = missed()
    await asyncio.gather(*(overdue.tell_overdue(desk) for _ in range(3)))
    assert names(await examiner.announced()).count("overdue") == 5
    assert missed() - before == 5


def missed() -> float:
    """What Prometheus is told, of all stages."""
    stages = get_args(Stage)
    told = [REGISTRY.get_sample_value("intake_stages_missed_total", {"stage": s}) for s in stages]
    return sum(one or 0 for one in told)


async def test_a_deed_that_is_newer_than_the_clock_is_not_told_of(
    examiner: Examiner, clock: StandingClock
) -> None:
    complaint = await examiner.filed()
    desk = Desk.of(examiner.app)
    await overdue.reckon_clocks(desk)
    clock.advance(days=4)
    await examiner.does(complaint, "checks", code="F1", outcome="pass")
    assert await overdue.tell_overdue(desk) == 0
    await time_passes(examiner)
    assert late(await examiner.announced()) == []


async def test_a_year_without_a_decree_refuses_nothing_and_is_said(
    examiner: Examiner, clock: StandingClock
) -> None:
    clock.moment = datetime(2035, 6, 1, 5, tzinfo=UTC)
    complaint = await examiner.filed()
    await time_passes(examiner)
    told = await deadline(examiner, complaint, "formal")
    assert told["due_at"] is None
    assert "2035" in told["explanation"]
    await examiner.does(complaint, "checks", code="F1", outcome="pass")


class TestWhatIsAutomatic:
    """Nothing of this may cost where nobody verifies."""

    @pytest.fixture
    def policies(self) -> Path:
        return reference.POLICIES

    async def test_has_no_clock(self, examiner: Examiner, clock: StandingClock) -> None:
        complaint = await examiner.filed()
        clock.advance(days=400)
        await time_passes(examiner)
        assert (await examiner.get(f"/complaints/{complaint}/deadlines")).json() == []
        async with examiner.app.state.database.reading() as connection:
            for row in (ClockRow, VerificationRow):
                query = select(func.count()).select_from(table_of(row))
                assert (await connection.execute(query)).scalar_one() == 0
