"""Satisfaction (M22): the mean, how many answered, and of how many closings."""

from datetime import timedelta
from typing import Any

import httpx

from services.metrics import store
from shared.db.database import Database
from shared.events.intake import ComplaintDeclined, ComplaintRated, ComplaintRegistered
from tests.factories import NOON, a_closed_case
from tests.samples import a_sample
from tests.service.metrics.listening import happened
from tests.service.metrics.test_public import groups

DAY = timedelta(days=1)
CLOSED = NOON - 3 * DAY


def rated(score: int, **told: Any) -> ComplaintRated:
    said = {"office": "babel", "closed_at": CLOSED, "handled_by": "pln", "registered_at": CLOSED}
    return a_sample(ComplaintRated, **{**said, "score": score, **told})


async def shown(client: httpx.AsyncClient, **asked: Any) -> dict[str, list[Any]]:
    found = await groups(client, "M22", **{"by": "total", **asked})
    return {
        name: [(one["numerator"], one["denominator"], one["value"]) for one in told["figures"]]
        for name, told in found.items()
    }


async def test_the_mean_has_its_number_and_the_share_that_answered(
    database: Database, client: httpx.AsyncClient
) -> None:
    """Heard before the closing that it is of, and counted on its day."""
    await happened(database, *(rated(score) for score in (5, 4, 4)), at=NOON)
    await happened(database, rated(1, handled_by="bpjs"), at=NOON - DAY)
    await happened(database, *(a_closed_case(agency="pln") for _ in range(6)), at=CLOSED)
    await happened(database, *(a_closed_case(agency="bpjs") for _ in range(2)), at=CLOSED)
    told = {"office": "babel", "registered_at": CLOSED}
    await happened(database, a_sample(ComplaintRegistered, **told), at=CLOSED)
    await happened(database, a_sample(ComplaintDeclined, **told, reason="K10"), at=CLOSED + DAY)
    for _ in range(2):
        assert await shown(client) == {"total": [(4, 8, "50.00"), (14, 4, "3.50")]}
        while await store.fold(database):
            pass
    by_agency = await shown(client, by="agency")
    assert by_agency["bpjs"] == [(1, 2, "50.00"), (1, 1, "1.00")]
    assert by_agency["pln"] == [(3, 6, "50.00"), (13, 3, "4.33")]
    then = (NOON - DAY / 2).isoformat()
    assert await shown(client, as_of=then) == {"total": [(1, 8, "12.50"), (1, 1, "1.00")]}


async def test_where_nobody_answered_there_is_no_mean(
    database: Database, client: httpx.AsyncClient
) -> None:
    await happened(database, a_closed_case(), at=CLOSED)
    assert await shown(client) == {"total": [(0, 1, "0.00"), (0, 0, None)]}


async def test_the_public_is_told_no_mean_of_a_few(
    database: Database, public: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    await happened(database, *(a_closed_case(agency="pln") for _ in range(30)), at=CLOSED)
    await happened(database, *(rated(5) for _ in range(4)))
    hidden = ("suppressed", "suppressed", None)
    assert await shown(public) == {"total": [hidden, hidden]}
    await happened(database, *(rated(3) for _ in range(6)))
    assert await shown(public) == {"total": [(10, 30, "33.33"), (38, 10, "3.80")]}
    report = (await client.get("/reports/2022-Q1", headers={"accept": "application/json"})).json()
    [table] = [one for one in report["tables"] if one["table"] == "R8"]
    assert [line["key"] for line in table["lines"]] == ["babel", "total"]
    assert table["lines"][-1]["mean_score"]["mean"] == "3.80"
    page = await client.get("/dashboard/outcomes", params={"period": "2022-Q1"})
    assert "3,80 (n = 10)" in page.text
