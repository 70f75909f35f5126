"""When clocks end and when their ladders step: by the shipped policy, on golden dates."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.routing import policies
from services.routing.domain.clocks import Clocks
from services.routing.domain.deadlines import Deadline
from services.routing.domain.ladder import next_step, recalculate
from services.routing.domain.outcome import about
from services.routing.domain.policy import Term
from shared.calendar.days import NoCalendar
from shared.events.cases import Clock, RequestKind
from shared.events.routing import DeadlineRecalculated, RequestEscalated, RequestReminded
from tests.factories import NOON
from tests.offices import a_directory, some_clocks
from tests.unit.routing.standing import a_case, a_desk

WIB, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")


def started(
    clock: Clock = "answer",
    kind: RequestKind = "clarification",
    *,
    at: datetime = NOON,
    clocks: Clocks | None = None,
    **told: Any,
) -> Deadline:
    case = told.pop("case", a_case())
    [request] = case.requests
    here = clocks or some_clocks()
    values = {"case_id": case.case_id, "of_id": request.request_id, "now": at, **told}
    return here.start(clock, kind, at=at, **values)


def ladder(deadline: Deadline, case: Any, clocks: Clocks) -> list[tuple[str, str, datetime]]:
    """Every step that a deadline takes if nobody ever moves."""
    taken = []
    while deadline.next_at is not None:
        stepped = next_step(case, deadline, a_desk(clocks=clocks, now=deadline.next_at))
        assert stepped.done is not None
        said = stepped.done.said
        taken.append((said["step"], said.get("level", ""), stepped.done.at.astimezone(WIB)))
        deadline = stepped.deadline
    return taken


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 3, 13), 5, date(2026, 3, 27)),
        (date(2025, 3, 10), 30, date(2025, 5, 2)),
        (date(2023, 4, 10), 30, date(2023, 5, 31)),
    ],
)
def test_working_days_end_on_the_golden_dates(start: date, days: int, due: date) -> None:
    assert some_clocks().count(start, Term(days=days, unit="wd")).due == due


def test_a_request_received_before_midnight_counts_on_its_own_local_day() -> None:
    for zone in (WIB, WIT):
        clocks = some_clocks(a_directory(time_zone=str(zone)))
        late = datetime(2026, 3, 13, 23, 30, tzinfo=zone)
        for at in (late, late.astimezone(UTC)):
            assert started(at=at, clocks=clocks).started_on == date(2026, 3, 13)


def test_silence_climbs_the_whole_ladder_at_its_own_times() -> None:
    case, clocks = a_case(), some_clocks()
    seen = started("acknowledgement", case=case)
    assert ladder(seen, case, clocks) == [
        ("not-seen", "L1", datetime(2022, 3, 15, 23, 59, 59, tzinfo=WIB))
    ]
    assert ladder(started(case=case), case, clocks) == [
        ("answer-reminder", "L1", datetime(2022, 3, 25, 12, tzinfo=WIB)),
        ("answer-overdue", "L2", datetime(2022, 3, 28, 23, 59, 59, tzinfo=WIB)),
        ("ask-again", "", datetime(2022, 3, 28, 23, 59, 59, tzinfo=WIB)),
        ("answer-still-overdue", "L3", datetime(2022, 3, 31, 23, 59, 59, tzinfo=WIB)),
    ]


def test_rco_climbs_sooner_and_a_second_request_ends_in_a_summons() -> None:
    case, clocks = a_case(), some_clocks()
    assert ladder(started(kind="rco", case=case), case, clocks) == [
        ("answer-reminder", "L1", datetime(2022, 3, 17, 6, tzinfo=WIB)),
        ("answer-overdue", "L2", datetime(2022, 3, 17, 23, 59, 59, tzinfo=WIB)),
        ("rco-still-overdue", "L3", datetime(2022, 3, 18, 23, 59, 59, tzinfo=WIB)),
    ]
    assert ladder(started(number=2, case=case), case, clocks) == [
        ("answer-reminder", "L1", datetime(2022, 3, 25, 12, tzinfo=WIB)),
        ("answer-overdue", "L2", datetime(2022, 3, 28, 23, 59, 59, tzinfo=WIB)),
        ("summons", "L4", datetime(2022, 3, 28, 23, 59, 59, tzinfo=WIB)),
    ]


def test_a_second_request_of_the_fast_route_ends_in_a_summons_at_its_own_time() -> None:
    case = a_case()
    taken = ladder(started(kind="rco", number=2, case=case), case, some_clocks())
    assert [(step, level) for step, level, _ in taken] == [
        *(("answer-reminder", "L1"), ("answer-overdue", "L2"), ("summons", "L4"))
    ]
    times = [at for _, _, at in taken]
    assert times == sorted(times)


def test_a_reminder_and_an_escalation_say_whom_and_which_clock() -> None:
    case = a_case()
    deadline = started(case=case)
    assert deadline.next_at is not None
    first = next_step(case, deadline, a_desk(now=deadline.next_at))
    assert first.done is not None
    told = {**about(case, case.requests[0]), "clock": "answer", "due_at": deadline.due_at}
    assert first.done.facts == (RequestReminded(**told, recipients=["focal-point", "deputy"]),)
    second = next_step(case, first.deadline, a_desk(now=NOON + timedelta(days=30)))
    assert second.done is not None
    assert second.done.facts == (
        RequestEscalated(
            **told,
            level="L2",
            recipients=["internal-supervisor"],
        ),
    )
    assert second.done.at == deadline.due_at


@pytest.mark.parametrize("state", ["answered", "accepted", "misrouted", "cancelled"])
def test_nothing_is_due_of_what_needs_no_answer(state: str) -> None:
    case = a_case(request=state)
    stepped = next_step(case, started(case=case), a_desk(now=NOON + timedelta(days=99)))
    assert stepped.done is None
    assert stepped.deadline.next_at is None


def test_steps_from_before_we_knew_are_not_made_up_for() -> None:
    known = NOON + timedelta(days=16)
    late = started(now=known)
    assert (late.next_step, late.next_at) == (
        "answer-still-overdue",
        datetime(2022, 3, 31, 23, 59, 59, tzinfo=WIB),
    )
    assert started(now=NOON + timedelta(days=365)).next_at is None


def test_a_year_without_decrees_fails_loudly_where_a_date_is_promised() -> None:
    last = max(policies.almanac().years)
    eve = datetime(last, 12, 31, 5, tzinfo=UTC)
    with pytest.raises(NoCalendar):
        started("acknowledgement", at=eve)
    due = started(at=eve).due_at
    assert due.date() == date(last + 1, 1, 14)


def test_a_step_in_a_year_without_decrees_is_looked_at_again_when_that_year_begins() -> None:
    last = max(policies.almanac().years)
    clocks, case = some_clocks(), a_case()
    overdue = started(at=datetime(last, 12, 15, 5, tzinfo=UTC), case=case)
    stepped = clocks.stepping(overdue, NOON, after="ask-again")
    assert stepped.next_at == datetime(last + 1, 1, 1, tzinfo=WIB)


def test_a_later_decree_moves_a_deadline_forward_and_says_so() -> None:
    case = a_case()
    before = policies.almanac().calendar(known_on=date(2022, 4, 6))
    clocks = some_clocks()
    then = replace(clocks, calendar=before, _known={})
    at = datetime(2022, 3, 23, 5, tzinfo=UTC)
    deadline = started("answer", "corrective-action", at=at, clocks=then, case=case)
    stepped = recalculate(case, deadline, clocks, NOON + timedelta(days=25))
    assert stepped.done is not None
    [fact] = stepped.done.facts
    assert isinstance(fact, DeadlineRecalculated)
    assert fact.was_due_at == deadline.due_at
    assert fact.due_at == stepped.deadline.due_at > deadline.due_at
    again = recalculate(case, stepped.deadline, clocks, NOON + timedelta(days=25))
    assert (again.done, again.deadline) == (None, stepped.deadline)


def test_a_calendar_with_fewer_closed_days_never_brings_a_promise_forward() -> None:
    case, clocks = a_case(), some_clocks()
    fewer = policies.almanac().calendar(joint_leave_closed=False)
    at = datetime(2023, 4, 10, 5, tzinfo=UTC)
    deadline = started("answer", "corrective-action", at=at, case=case)
    stepped = recalculate(case, deadline, replace(clocks, calendar=fewer, _known={}), at)
    assert (stepped.done, stepped.deadline.due_at) == (None, deadline.due_at)


@given(
    at=st.datetimes(datetime(2021, 1, 4), datetime(2026, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    kind=st.sampled_from(["clarification", "rco", "information", "corrective-action"]),
    late=st.timedeltas(timedelta(0), timedelta(days=200)),
)
def test_steps_never_go_back_in_time(at: datetime, kind: RequestKind, late: timedelta) -> None:
    clocks, case = CLOCKS, a_case()
    deadline = started("answer", kind, at=at, case=case, clocks=clocks, now=at + late)
    times = [moment for _, _, moment in ladder(deadline, case, clocks)]
    assert times == sorted(times)
    assert all(moment > at + late for moment in times[:1])


CLOCKS = some_clocks()


ID = a_case().case_id
