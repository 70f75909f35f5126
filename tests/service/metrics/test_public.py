"""What anybody is told by the statistics, and what staff are told besides."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from shared.access.person import Person
from shared.db.database import Database
from tests.factories import NOON, a_closed_case, an_accepted_complaint, an_assigned_case
from tests.service.metrics.listening import happened
from tests.tokens import bearer

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

YEAR, FIRST, SECOND = "2022", "2022-Q1", "2022-Q2"
JUNE = NOON + timedelta(days=90)
PATHS = (
    "closures",
    "stock-flow",
    "status",
    "requests",
    "messages",
    "durations",
    "sla",
    "funnel",
    "M04",
    "M03",
)


async def opened(database: Database, agency: str, number: int, at: datetime = NOON) -> None:
    told = {"registered_at": at, "agency": agency}
    await happened(database, *(an_accepted_complaint(**told) for _ in range(number)), at=at)
    await happened(database, *(an_assigned_case(**told) for _ in range(number)), at=at)


async def groups(client: httpx.AsyncClient, path: str, **asked: Any) -> dict[str, Any]:
    headers = asked.pop("headers", {})
    told = {"period": FIRST, "by": "agency", **asked}
    answer = await client.get(f"/statistics/{path}", params=told, headers=headers)
    assert answer.status_code == 200, answer.text
    return {one["group"]: one for one in answer.json()["groups"]}


async def test_a_small_agency_is_withheld_with_the_one_that_would_give_it_away(
    database: Database, public: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    for agency, number in (("bpjs", 2), ("polda", 9), ("pln", 40)):
        await opened(database, agency, number)
    told = await groups(public, "stock-flow")
    for agency in ("bpjs", "polda"):
        assert {one for name, one in told[agency].items() if name != "group"} == {"suppressed"}
    assert told["pln"]["opened"] == 40
    whole = await groups(client, "stock-flow")
    assert (whole["bpjs"]["opened"], whole["polda"]["opened"]) == (2, 9)


async def test_the_year_less_three_quarters_does_not_tell_the_fourth(
    database: Database, public: httpx.AsyncClient
) -> None:
    for agency in ("bpjs", "polda", "pln"):
        await opened(database, agency, 40)
    await opened(database, "bpjs", 3, JUNE)
    await opened(database, "polda", 30, JUNE)
    shown = {
        period: (await groups(public, "stock-flow", period=period))["bpjs"]["opened"]
        for period in (YEAR, FIRST, SECOND)
    }
    assert shown == {YEAR: 43, FIRST: "suppressed", SECOND: "suppressed"}
    month = await groups(public, "stock-flow", period="2022-03")
    assert month["bpjs"]["opened"] == "suppressed"


async def test_the_agency_by_itself_is_withheld_as_among_the_others(
    database: Database, public: httpx.AsyncClient
) -> None:
    await opened(database, "bpjs", 3)
    await opened(database, "pln", 40)
    [total] = (await groups(public, "stock-flow", by="total", agency="bpjs")).values()
    assert total["opened"] == total["open_at_end"] == "suppressed"
    assert total["reopened"] == 0
    [rate] = (await groups(public, "M04", by="total", agency="bpjs"))["total"]["figures"]
    assert (rate["numerator"], rate["denominator"]) == ("suppressed", "suppressed")
    assert (rate["value"], rate["why"]) == (None, "suppressed")


@pytest.mark.parametrize("path", ["stock-flow", "closures", "M04", "sla"])
async def test_who_is_hidden_for_anothers_sake_is_not_told_by_name(
    database: Database, public: httpx.AsyncClient, client: httpx.AsyncClient, path: str
) -> None:
    for agency, number in (("bpjs", 2), ("polda", 9), ("pln", 40)):
        await opened(database, agency, number)

    def numbers(one: Any) -> list[int]:
        if isinstance(one, dict):
            return [number for value in one.values() for number in numbers(value)]
        if isinstance(one, list):
            return [number for value in one for number in numbers(value)]
        return [one] if isinstance(one, int) and not isinstance(one, bool) else []

    [hidden] = (await groups(public, path, by="total", agency="polda")).values()
    assert 9 not in numbers(hidden)
    [shown] = (await groups(public, path, by="total", agency="pln")).values()
    assert 40 in numbers(shown)
    [staff] = (await groups(client, path, by="total", agency="polda")).values()
    assert 9 in numbers(staff)


async def test_moments_of_ones_own_choice_are_for_staff(
    public: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    """Two moments a second apart would tell of one case."""
    told = {"period": FIRST, "as_of": (NOON - timedelta(days=1)).isoformat()}
    refused = await public.get("/statistics/closures", params=told)
    assert (refused.status_code, refused.json()["code"]) == (422, "not-for-the-public")
    assert (await client.get("/statistics/closures", params=told)).status_code == 200


async def test_a_share_that_leaves_few_is_withheld(
    database: Database, public: httpx.AsyncClient
) -> None:
    """Of 40 all but two are closed: the rest is a count of two."""
    await opened(database, "pln", 40)
    await happened(database, *(a_closed_case(agency="pln", registered_at=NOON) for _ in range(38)))
    asked = {"period": FIRST, "format": "csv"}
    text = (await public.get("/statistics/M04", params=asked)).text
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["value"], row["numerator"], row["view"]) == ("suppressed", "suppressed", "public")


@pytest.mark.parametrize("path", PATHS)
async def test_days_of_ones_own_choice_are_for_staff(
    public: httpx.AsyncClient, client: httpx.AsyncClient, path: str
) -> None:
    for told in (
        {"from": "2022-01-01", "to": "2022-03-31"},
        {"from": "2022-01-01", "to": "2022-03-01"},
        {"from": "2021-01-01", "to": "2023-01-01"},
    ):
        refused = await public.get(f"/statistics/{path}", params=told)
        assert (refused.status_code, refused.json()["code"]) == (422, "not-for-the-public")
        assert (await client.get(f"/statistics/{path}", params=told)).status_code == 200


async def test_staff_who_name_no_office_mean_their_own(
    database: Database, public: httpx.AsyncClient
) -> None:
    await opened(database, "pln", 2)
    siti = bearer(Person("siti", "examiner", "babel"))
    mine = await public.get("/statistics/M02", params={"period": FIRST}, headers=siti)
    assert (mine.json()["view"], mine.json()["filter"]["office"]) == ("staff", "babel")
    assert mine.json()["groups"][0]["figures"][0]["value"] == "2"
    theirs = await public.get(
        "/statistics/M02", params={"period": FIRST, "office": "kukar"}, headers=siti
    )
    assert theirs.json()["view"] == "public"


async def test_an_officer_sees_the_own_agency_whole_and_no_other(
    database: Database, public: httpx.AsyncClient
) -> None:
    await opened(database, "bpjs", 2)
    await opened(database, "polda", 3)
    officer = bearer(Person("bpjs-primary", "focal-point", "babel", "bpjs"))
    assert (await groups(public, "stock-flow", headers=officer))["bpjs"]["opened"] == 2
    other = await groups(public, "stock-flow", headers=officer, agency="polda")
    assert other["polda"]["opened"] == "suppressed"


async def test_a_token_that_proves_nothing_is_refused(public: httpx.AsyncClient) -> None:
    answer = await public.get(
        "/statistics/M04", params={"period": FIRST}, headers={"Authorization": "Bearer old"}
    )
    assert answer.status_code == 401


async def test_an_officer_who_asks_what_is_not_kept_of_one_agency_sees_what_anybody_sees(
    database: Database, public: httpx.AsyncClient
) -> None:
    await opened(database, "pln", 40)
    await opened(database, "bpjs", 30)
    officer = bearer(Person("sari", "focal-point", "babel", agency="pln"))
    told = await groups(public, "closures", by="region", headers=officer)
    assert sum(one["opened"] for one in told.values()) == 70
