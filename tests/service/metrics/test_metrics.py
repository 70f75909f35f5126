"""Each metric under one address, by id or word, with all that is needed to make it again."""

import csv
import io
from typing import Any

import httpx
import pytest

from services.metrics.domain.metrics import METRICS
from shared.db.database import Database
from tests.service.metrics.test_api import _a_quarter as a_quarter

QUARTER = {"period": "2022-Q1"}


async def ask(client: httpx.AsyncClient, metric: str, **asked: str) -> dict[str, Any]:
    answer = await client.get(f"/statistics/{metric}", params={**QUARTER, **asked})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_a_rate_bears_both_halves_and_the_question(
    database: Database, client: httpx.AsyncClient
) -> None:
    await a_quarter(database)
    answer = await ask(client, "closure-rate", office="babel")
    [total] = answer["groups"]
    assert total["figures"] == [
        {
            "name": "closed",
            "kind": "rate",
            "definition": "M04",
            "version": 1,
            "numerator": 68,
            "denominator": 83,
            "value": "81.93",
            "why": None,
            "rounding": "half-up-2",
        }
    ]
    assert answer["period"] == {"from": "2022-01-01", "to": "2022-04-01"}
    narrowed = {"office": "babel", "agency": None, "access_type": None}
    assert answer["filter"] == {**narrowed, "incidents": "with"}
    assert answer["definitions"] == {"M04": 1}
    assert answer["hash"].startswith("sha256:")
    assert await ask(client, "M04", office="babel") == answer


async def test_nothing_to_divide_by_is_no_share_and_says_why(
    client: httpx.AsyncClient,
) -> None:
    [total] = (await ask(client, "M04"))["groups"]
    [figure] = total["figures"]
    assert (figure["value"], figure["why"]) == (None, "nothing-to-divide-by")
    text = await client.get("/statistics/M04", params={**QUARTER, "format": "csv"})
    [row] = csv.DictReader(io.StringIO(text.text))
    assert (row["value"], row["denominator"]) == ("–", "0")


async def test_rows_of_csv_tell_where_they_are_from(
    database: Database, client: httpx.AsyncClient
) -> None:
    await a_quarter(database)
    asked = QUARTER
    headers = {"accept": "text/csv"}
    answer = await client.get("/statistics/received", params=asked, headers=headers)
    assert answer.headers["content-type"].startswith("text/csv")
    [row] = csv.DictReader(io.StringIO(answer.text))
    told = (await client.get("/statistics/M02", params=asked)).json()
    assert (row["value"], row["definition"], row["version"]) == ("83", "M02", "1")
    assert (row["from"], row["to"], row["hash"]) == ("2022-01-01", "2022-04-01", told["hash"])
    assert row["as_of"] == "2022-03-14T05:00:00+00:00"


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("by", ["total", "month", "office", "channel", "access_type"])
async def test_every_metric_is_answered_by_every_group(
    database: Database, client: httpx.AsyncClient, metric: str, by: str
) -> None:
    await a_quarter(database)
    answer = await ask(client, metric, by=by)
    assert answer["metric"] == metric
    for one in answer["groups"]:
        assert {figure["definition"] for figure in one["figures"]} == {metric}


@pytest.mark.parametrize("period", ["2022", "2022-Q1", "2022-03"])
async def test_a_period_has_a_name(
    database: Database, client: httpx.AsyncClient, period: str
) -> None:
    await a_quarter(database)
    [total] = (await ask(client, "M01", period=period))["groups"]
    assert total["figures"][0]["numerator"] == 480


@pytest.mark.parametrize(
    "asked",
    [
        {"period": "2022-Q5"},
        {"period": "2022-13"},
        {"period": "2022-Q1", "from": "2022-01-01"},
        {"from": "2022-01-01"},
        {},
        {"period": "2022", "by": "agency"},
        {"period": "2022", "agency": "pln"},
    ],
)
async def test_what_cannot_be_told_is_refused(
    client: httpx.AsyncClient, asked: dict[str, str]
) -> None:
    answer = await client.get("/statistics/M01", params=asked)
    assert answer.status_code == 422, answer.text


@pytest.mark.parametrize("name", ["M19", "M99", "volume"])
async def test_a_metric_that_is_not_computed_is_not_found(
    client: httpx.AsyncClient, name: str
) -> None:
    answer = await client.get(f"/statistics/{name}", params=QUARTER)
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-definition")
