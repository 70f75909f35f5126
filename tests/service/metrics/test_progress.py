"""Deadlines, the way of reports and verification, as they are answered over HTTP."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx

from services.metrics.asking import progress
from services.metrics.store import By, Question
from services.metrics.targets import SHIPPED, read_targets
from shared.db.database import Database
from shared.events.base import Fact
from shared.events.cases import Clock, StoppedClock
from shared.events.corrections import (
    CorrectiveActionDone,
    CorrectiveActionOrdered,
    CorrectiveActionReported,
    CorrectiveActionReturned,
)
from shared.events.intake import (
    ComplaintAccepted,
    ComplaintClassified,
    ComplaintDeclined,
    ComplaintFinished,
    ComplaintRegistered,
    ComplaintWithdrawn,
)
from shared.events.requests import (
    DeadlineRecalculated,
    RequestAnswered,
)
from shared.events.routing import CaseAssigned
from tests.factories import NOON, a_closed_case, an_accepted_complaint, an_assigned_case
from tests.samples import a_sample
from tests.service.metrics.listening import happened

QUARTER = {"from": "2022-01-01", "to": "2022-04-01"}
EARLIER = NOON - timedelta(days=20)
LATER = NOON - timedelta(days=3)


async def asked(client: httpx.AsyncClient, path: str, **told: str) -> dict[str, Any]:
    answer = await client.get(f"/statistics/{path}", params={**QUARTER, **told})
    assert answer.status_code == 200, answer.text
    groups: list[dict[str, Any]] = answer.json()["groups"]
    [total] = groups
    return total


def of(fact: type[Fact], **told: Any) -> Fact:
    return a_sample(fact, **{"office": "babel", "registered_at": EARLIER, **told})


async def figure(client: httpx.AsyncClient, metric: str) -> list[str]:
    """Each share of a metric as it is made."""
    total = await asked(client, metric)
    return [f"{one['numerator']}/{one['denominator']}" for one in total["figures"]]


async def test_what_staff_verify_is_received_open_and_ends_where_they_say(
    database: Database, client: httpx.AsyncClient
) -> None:
    """Six for staff: two accepted, one declined each way, one withdrawn, one undecided; one more
    is a consultation."""
    await happened(database, *(of(ComplaintRegistered) for _ in range(7)), at=EARLIER)
    await happened(
        database,
        *(of(ComplaintAccepted) for _ in range(2)),
        of(ComplaintDeclined, reason="K12f"),
        of(ComplaintDeclined, reason="K12d"),
        of(ComplaintWithdrawn, reason="K11", before_acceptance=True),
        of(ComplaintFinished, access_type="KNL", was_access_type="LM", reason="K01"),
        *(an_assigned_case(registered_at=EARLIER) for _ in range(2)),
        at=LATER,
    )
    await happened(database, an_accepted_complaint(), an_assigned_case())
    assert await asked(client, "funnel") == {
        "group": "total",
        "received": 7,
        "in_verification": 1,
        "failed_formally": 2,
        "failed_materially": 1,
        "accepted": 3,
        "answered": 0,
        "concluded": 0,
        "closed": 3,
    }
    flow = await asked(client, "closures")
    assert (flow["accesses"], flow["received"], flow["opened"]) == (8, 7, 7)
    assert (flow["closed"], flow["open_at_end"]) == (3, 4)
    assert await figure(client, "acceptance-rate") == ["3/6"]
    assert await figure(client, "premature-rate") == ["1/7"]


async def test_what_staff_classify_counts_as_what_it_is(
    database: Database, client: httpx.AsyncClient
) -> None:
    told = {"access_type": "RCO", "substance": "air", "was_access_type": "LM"}
    registered = of(ComplaintRegistered, access_type="LM", substance="lainnya")
    await happened(database, registered, at=EARLIER)
    await happened(database, of(ComplaintClassified, **told, was_substance="lainnya"), at=LATER)
    answer = await client.get("/statistics/closures", params={**QUARTER, "by": "substance"})
    found = {one["group"]: one["received"] for one in answer.json()["groups"]}
    assert {group: received for group, received in found.items() if received} == {"air": 1}


async def test_a_withdrawal_after_acceptance_is_the_closing_of_a_case(
    database: Database, client: httpx.AsyncClient
) -> None:
    await happened(database, an_accepted_complaint(), an_assigned_case())
    await happened(database, of(ComplaintWithdrawn, reason="K21", before_acceptance=False))
    assert (await asked(client, "closures"))["closed"] == 0


def a_case_due(due: datetime) -> CaseAssigned:
    return an_assigned_case(registered_at=EARLIER).model_copy(update={"answer_due_at": due})


def clocks(due: dict[Clock, datetime]) -> tuple[StoppedClock, ...]:
    return tuple(StoppedClock(clock, at) for clock, at in due.items())


async def test_an_open_deadline_is_missed_from_the_day_after_its_last(
    database: Database, client: httpx.AsyncClient
) -> None:
    """As of noon on 14 March: that day and later ones are not over."""
    end_of_day = datetime(2022, 3, 14, 16, 59, 59, tzinfo=UTC)
    for days, expected in ((-1, "overdue"), (0, "running"), (9, "running")):
        due = end_of_day + timedelta(days=days)
        case = a_case_due(due)
        await happened(database, case, at=EARLIER)
        found = await asked(client, "sla")
        assert found["answer"][expected] > 0
    assert found["answer"]["due"] == 3
    assert found["answer"]["in_time"]["denominator"] == 1
    tomorrow = {"as_of": (NOON - timedelta(days=5)).isoformat()}
    assert (await asked(client, "sla", **tomorrow))["answer"]["overdue"] == 0


async def test_deadlines_are_kept_missed_or_needless(
    database: Database, client: httpx.AsyncClient
) -> None:
    cases = [a_case_due(NOON) for _ in range(4)]
    await happened(database, *cases, at=EARLIER)
    stopped = clocks({"answer": NOON})
    for case, at in zip(cases, (LATER, NOON + timedelta(hours=1)), strict=False):
        told = {**case.model_dump(), "is_first": True, "stopped": stopped}
        await happened(database, RequestAnswered(**told), at=at)
    closed = a_closed_case(registered_at=EARLIER).model_copy(update={"stopped": stopped})
    await happened(database, closed, at=LATER)
    answer = (await asked(client, "sla"))["answer"]
    counts = [answer[name] for name in ("due", "met", "late", "overdue", "running", "dropped")]
    assert counts == [4, 1, 1, 0, 1, 1]
    assert (answer["in_time"]["percent"], answer["in_time"]["definition"]) == ("50.00", "M12")
    assert (await asked(client, "funnel"))["answered"] == 2


async def test_what_stood_still_to_the_end_was_late_only_if_it_was_late_before(
    database: Database, client: httpx.AsyncClient
) -> None:
    """Taken back in a conciliation, a week after the last day."""
    last = NOON - timedelta(days=10)
    for since in (last - timedelta(days=1), last + timedelta(days=1)):
        case = a_case_due(last)
        await happened(database, case, at=EARLIER)
        stopped = (StoppedClock("answer", last, paused_at=since),)
        closed = a_closed_case(registered_at=EARLIER).model_copy(update={"stopped": stopped})
        await happened(database, closed, at=LATER)
    answer = (await asked(client, "sla"))["answer"]
    counts = [answer[name] for name in ("due", "met", "late", "dropped", "overdue")]
    assert counts == [2, 0, 1, 1, 0]


async def test_corrective_actions_are_due_and_done(
    database: Database, client: httpx.AsyncClient
) -> None:
    due = NOON - timedelta(days=1)
    ordered = [of(CorrectiveActionOrdered, due_at=due) for _ in range(3)]
    await happened(database, *ordered, at=EARLIER)
    done = of(CorrectiveActionDone, in_time=True, stopped=clocks({"correction": due}))
    await happened(database, done, at=LATER)
    correction = (await asked(client, "sla"))["correction"]
    assert (correction["met"], correction["overdue"]) == (1, 2)
    assert correction["in_time"]["definition"] == "M18"


async def test_a_report_stops_the_clock_of_a_correction_and_its_return_starts_another(
    database: Database, client: httpx.AsyncClient
) -> None:
    """Reported in time, sent back, reported late: two days that were due, where the event does not
    tell which day the order had set."""
    first, second = EARLIER + timedelta(days=5), EARLIER + timedelta(days=10)
    reported = [
        of(CorrectiveActionReported, stopped=clocks({"correction": due})) for due in (first, second)
    ]
    await happened(database, reported[1], at=second + timedelta(days=1))  # heard before the rest
    await happened(database, of(CorrectiveActionOrdered, due_at=first), at=EARLIER)
    await happened(database, reported[0], at=first)
    returned = of(CorrectiveActionReturned, due_at=second, first_due_at=None, reported_at=None)
    await happened(database, returned, at=first)
    await happened(database, of(CorrectiveActionDone, in_time=False, stopped=()), at=LATER)
    correction = (await asked(client, "sla"))["correction"]
    counts = [correction[name] for name in ("due", "met", "late", "overdue", "running", "dropped")]
    assert counts == [2, 1, 1, 0, 0, 0]


async def test_a_report_that_was_sent_back_keeps_no_deadline(
    database: Database, client: httpx.AsyncClient
) -> None:
    """Of three that were reported in time one is sent back twice and put right late, one stays
    open, and one is reported better before the day of its order is over: in any order of hearing.
    """
    due, again = EARLIER + timedelta(days=5), EARLIER + timedelta(days=10)
    early = EARLIER + timedelta(days=2)
    ordered = of(CorrectiveActionOrdered, due_at=due)
    back = of(CorrectiveActionReturned, due_at=again, first_due_at=due, reported_at=early)
    first = of(CorrectiveActionReported, stopped=clocks({"correction": due}))
    better = [StoppedClock("correction", again, due)]
    late = of(CorrectiveActionReported, stopped=better)
    moved = of(
        DeadlineRecalculated, **{"clock": "correction", "due_at": LATER, "was_due_at": again}
    ).model_copy(update={"first_due_at": due})
    late_back = back.model_copy(update={"reported_at": again, "due_at": LATER})
    for _ in range(3):
        await happened(database, back, at=early)
        await happened(database, first, at=early)
        await happened(database, ordered, at=EARLIER)
    await happened(database, of(CorrectiveActionReported, stopped=better), at=due)
    await happened(database, late_back, moved, at=again)
    for _ in range(2):
        await happened(database, late, at=again)
    correction = (await asked(client, "sla"))["correction"]
    counts = [correction[name] for name in ("due", "met", "late", "overdue", "running", "dropped")]
    assert counts == [3, 1, 1, 1, 0, 0]
    in_time = correction["in_time"]
    assert (in_time["numerator"], in_time["denominator"], in_time["percent"]) == (1, 3, "33.33")


async def test_closures_are_told_by_what_they_found(
    database: Database, client: httpx.AsyncClient
) -> None:
    for reason in ("K20", "K20", "K23", "K22", "K30", "K21"):
        closed = a_closed_case().model_copy(update={"reason": reason})
        await happened(database, an_accepted_complaint(), an_assigned_case(), closed)
    assert await figure(client, "substantiated-rate") == ["1/2"]
    assert await figure(client, "early-settlement") == ["3/6"]
    assert await figure(client, "reopened-rate") == ["1/6", "0/6", "0/6"]


async def test_attainment_is_of_the_target_of_the_year(database: Database) -> None:
    """National, middle of 2024 (domain D.4): 4,073/9,672, and of the head office 605/737."""
    at = datetime(2024, 3, 1, 5, tzinfo=UTC)
    offices = [*["pusat"] * 605, *["babel"] * 3_468]
    closed = [a_closed_case(registered_at=at, office=office) for office in offices]
    await happened(database, *closed, at=at)
    targets, middle = read_targets(SHIPPED), date(2024, 7, 1)
    found: dict[str, str | None] = {}
    bys: tuple[By, ...] = ("total", "office")
    for by in bys:
        question = Question(date(2024, 1, 1), middle, by)
        async with database.reading() as connection:
            groups = await progress.attainments(connection, question, targets, middle)
        found |= {one.group: one.model_dump()["attainment"]["percent"] for one in groups}
    assert found == {"total": "42.11", "pusat": "82.09", "babel": None}


async def test_a_target_is_of_a_whole_office(client: httpx.AsyncClient) -> None:
    for told, status in (
        ({"by": "office"}, 200),
        ({"agency": "pln"}, 422),
        ({"by": "agency"}, 422),
    ):
        answer = await client.get("/statistics/attainment", params={**QUARTER, **told})
        assert answer.status_code == status, answer.text


async def test_what_ended_at_verification_is_no_agencys_early_settlement(
    database: Database, client: httpx.AsyncClient
) -> None:
    """By agency only those stand there that closed a case; no officer had to do with the rest."""
    await happened(database, *(of(ComplaintRegistered) for _ in range(3)), at=EARLIER)
    declined = [of(ComplaintDeclined, reason="K12f") for _ in range(3)]
    await happened(database, *declined, an_assigned_case(), a_closed_case(), at=LATER)
    asked_by = {**QUARTER, "by": "agency"}
    settled = (await client.get("/statistics/M17", params=asked_by)).json()["groups"]
    assert [
        (one["figures"][0]["numerator"], one["figures"][0]["denominator"]) for one in settled
    ] == [(1, 1)]
    assert settled[0]["group"] != "unverified"
    officers = (await client.get("/statistics/focal-points", params=asked_by)).json()["groups"]
    days = {one["group"]: one["days_to_close_with_officer"]["n"] for one in officers}
    assert days.get("unverified", 0) == 0
