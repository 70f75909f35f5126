"""Losses that were saved add up to the last rupiah, once for each closing that still stands."""

from datetime import timedelta
from typing import Any

import httpx

from services.metrics import store
from shared.db.database import Database
from tests.factories import NOON, a_closed_case
from tests.service.metrics.facts import a_reopened_case
from tests.service.metrics.listening import happened
from tests.service.metrics.test_public import groups

DAY = timedelta(days=1)


def closed(rupiah: int | None, **told: Any) -> Any:
    return a_closed_case(**told).model_copy(update={"loss_saved": rupiah})


async def saved(client: httpx.AsyncClient, **asked: Any) -> dict[str, tuple[Any, Any]]:
    found = await groups(client, "losses", **{"by": "total", **asked})
    return {name: (one["valued"], one["rupiah"]) for name, one in found.items()}


async def test_rupiah_are_added_exactly_and_taken_back_with_a_reopening(
    database: Database, client: httpx.AsyncClient
) -> None:
    back = {"was_closed_at": NOON - DAY, "was_loss_saved": 999_999_999_999_999, "was_reason": "K20"}
    told = {
        "agency": "pln",
        "office": "babel",
        "access_type": "LM",
        "registered_at": NOON - 2 * DAY,
    }
    await happened(database, a_reopened_case(**told, **back), at=NOON)
    await happened(
        database,
        *(closed(999_999_999_999_999, agency="pln") for _ in range(3)),
        *(closed(one, agency="bpjs") for one in (1, 0, None)),
        at=NOON - DAY,
    )
    expected = {"total": (4, 1_999_999_999_999_999)}
    for _ in range(2):
        assert await saved(client) == expected
        while await store.fold(database):
            pass
    assert await saved(client, by="agency") == {
        "bpjs": (2, 1),
        "pln": (2, 1_999_999_999_999_998),
    }
    then = (NOON - DAY / 2).isoformat()
    assert await saved(client, as_of=then) == {"total": (5, 2_999_999_999_999_998)}


async def test_the_public_is_told_no_loss_of_a_few(
    database: Database, public: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    for agency, number in (("bpjs", 2), ("polda", 6), ("pln", 30)):
        await happened(database, *(closed(5_000_000, agency=agency) for _ in range(number)))
    told = await saved(public, by="agency")
    hidden = ("suppressed", "suppressed")
    assert told == {"bpjs": hidden, "polda": hidden, "pln": (30, 150_000_000)}
    report = (await client.get("/reports/2022-Q1", headers={"accept": "application/json"})).json()
    [table] = [one for one in report["tables"] if one["table"] == "T16"]
    assert table["lines"][-1] == {"key": "total", "valued": 38, "rupiah": 190_000_000}


async def test_a_total_of_a_few_is_not_told(database: Database, public: httpx.AsyncClient) -> None:
    await happened(database, *(closed(5_000_000) for _ in range(4)))
    await happened(database, *(closed(None) for _ in range(20)))
    assert await saved(public) == {"total": ("suppressed", "suppressed")}
