"""What is open, and how old it is."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.metrics import store
from services.metrics.domain.ageing import Backlog, backlogs, months_before
from services.metrics.store import By, Question
from shared.db.database import Database
from tests.factories import NOON, a_closed_case, an_assigned_case
from tests.service.metrics import history
from tests.service.metrics.history import Case, cases
from tests.service.metrics.listening import happened, tell
from tests.service.metrics.test_any_order import _forget as forget
from tests.service.metrics.test_any_order import in_examples

QUARTER = {"period": "2022-Q1"}
DAY = timedelta(days=1)


async def opened(database: Database, days_ago: int, number: int = 1, **told: Any) -> None:
    at = NOON - days_ago * DAY
    made = [an_assigned_case(registered_at=at, **told) for _ in range(number)]
    await happened(database, *made, at=at)


async def ask(client: httpx.AsyncClient, **asked: str) -> dict[str, Any]:
    answer = await client.get("/statistics/backlog", params={**QUARTER, **asked})
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def test_each_open_case_is_in_one_band_and_in_its_year(
    database: Database, client: httpx.AsyncClient
) -> None:
    """The 14th of March 2022; the quarter is not over, so age is counted up to today."""
    for days in (0, 30, 31, 90, 91, 180, 181, 365, 366, 800):
        await opened(database, days)
    await opened(database, 10)
    closed = a_closed_case(registered_at=NOON - 10 * DAY)
    await happened(database, closed)
    answer = await ask(client)
    [total] = answer["groups"]
    assert answer["day"] == "2022-03-14"
    assert total["open"] == 10
    assert total["days"] == {
        "0-30": 2,
        "31-60": 1,
        "61-90": 1,
        "91-180": 2,
        "181-365": 2,
        "over-365": 2,
    }
    assert total["months"] == {"up-to-3": 4, "3-12": 4, "12-18": 1, "over-18": 1}
    assert total["years"] == {"2020": 1, "2021": 6, "2022": 3}
    assert total["carried_over"] == 7
    assert total["ages"] == {"n": 10, "oldest": 800, "median": 91, "why": None}


async def test_a_period_that_is_over_shows_what_was_open_then(
    database: Database, client: httpx.AsyncClient
) -> None:
    await opened(database, 100, 3)
    await happened(database, a_closed_case(registered_at=NOON - 100 * DAY))
    [then] = (await ask(client, period="2021"))["groups"]
    [now] = (await ask(client))["groups"]
    assert (then["open"], then["ages"]["oldest"], then["carried_over"]) == (3, 27, 0)
    assert (now["open"], now["ages"]["median"], now["ages"]["why"]) == (2, None, "too-few")
    assert now["carried_over"] == 2


async def test_the_public_is_told_no_small_band(
    database: Database, public: httpx.AsyncClient
) -> None:
    await opened(database, 3, 40)
    await opened(database, 40, 2)
    [total] = (await ask(public))["groups"]
    assert total["days"]["31-60"] == "suppressed"
    assert total["days"]["61-90"] == 0


@pytest.mark.parametrize("by", ["total", "office", "agency", "access_type"])
async def test_nothing_is_open_where_nothing_was_opened(client: httpx.AsyncClient, by: str) -> None:
    assert (await ask(client, by=by))["groups"] == []


def test_a_month_earlier_is_the_same_day_or_the_last_of_the_month() -> None:
    assert months_before(date(2022, 3, 31), 1) == date(2022, 2, 28)
    assert months_before(date(2022, 1, 15), 3) == date(2021, 10, 15)
    assert months_before(date(2024, 2, 29), 12) == date(2023, 2, 28)


@in_examples
@given(
    st.lists(cases(), min_size=1, max_size=15),
    st.randoms(use_true_random=False),
    st.dates(date(2021, 12, 20), date(2022, 3, 1)),
)
async def test_open_cases_are_those_of_the_cases_whatever_the_order(
    database: Database, found: list[Case], chance: Any, end: date
) -> None:
    await forget(database)
    told = [event for case in found for event in history.events(case)]
    told += told[:4]
    chance.shuffle(told)
    for event in told:
        await tell(database, [event])
        if chance.random() < 0.2:
            await store.fold(database, limit=chance.randint(1, 20))
    bys: tuple[By, ...] = ("total", "office", "agency", "access_type")
    for by in bys:
        question = Question(date(2021, 12, 1), end, by)
        async with database.reading() as connection:
            shown = backlogs(await store.standing(connection, question), by, end)
        assert {group: dict(one.registered) for group, one in shown.items()} == _open(
            found, by, end
        )


def _open(found: list[Case], by: str, end: date) -> dict[str, dict[int, int]]:
    counted: dict[str, dict[int, int]] = {}
    for case in found:
        holder = case.holder(end) if case.is_report else None
        if holder is None:
            continue
        group = {"total": "total", "agency": holder}.get(by) or case.told[by]
        of_group = counted.setdefault(group, {})
        since = case.registered_day.toordinal()
        of_group[since] = of_group.get(since, 0) + 1
    return counted


def test_a_backlog_of_nothing_has_no_oldest() -> None:
    nothing = Backlog(date(2022, 3, 31), {})
    assert (nothing.open, nothing.oldest, nothing.carried_over) == (0, None, 0)
