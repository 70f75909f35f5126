"""What is found stands on the dashboard: with its evidence for staff, without for the public."""

import re
from datetime import date

import httpx
import pytest

from shared.db.database import Database
from tests.service.metrics.listening import tell
from tests.service.metrics.test_findings import (
    EXAMINER,
    a_list,
    agencies,
    power_cuts,
    recorded,
    silences_told,
)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CHOSEN = {"period": "2022-Q1", "office": "babel", "lang": "en"}


@pytest.fixture
def client(public: httpx.AsyncClient) -> httpx.AsyncClient:
    """Anybody, who shows a token where staff ask."""
    return public


async def page(client: httpx.AsyncClient, topic: str, *, staff: bool = False, **more: str) -> str:
    headers = EXAMINER if staff else None
    answer = await client.get(f"/dashboard/{topic}", params={**CHOSEN, **more}, headers=headers)
    assert answer.status_code == 200
    return answer.text


def rows(text: str, table: str) -> dict[str, list[str]]:
    """The cells of a table by the label of their row."""
    [section] = re.findall(rf'<section class="figure" id="{table}">(.*?)</section>', text, re.S)
    found = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', section)
    return {label: re.findall(r"<td>(.*?)</td>", cells) for label, cells in found}


async def test_each_silence_has_a_table_of_its_own_by_name(
    database: Database, client: httpx.AsyncClient
) -> None:
    await tell(database, silences_told())
    staff = await page(client, "silence", staff=True)
    assert list(rows(staff, "S1")) == ["bpjs", "pln"]
    assert rows(staff, "S1")["pln"][:2] == ["0", "4 – 18"]
    assert rows(staff, "S2") == {"bpn": ["9", "0"]}
    assert rows(staff, "S3") == {"polda": ["6", "0"]}
    public = await page(client, "silence")
    assert rows(public, "S1") == {"bpjs": ["*"] * 3, "pln": ["*"] * 3}
    assert "do not mean good service" in public
    assert 'id="P01"' in public


async def test_a_surge_stands_with_its_days_and_what_was_usual(
    database: Database, client: httpx.AsyncClient
) -> None:
    await tell(database, power_cuts())
    label = "pln, Energy and electricity"
    days = ["9 Mar 2022", "13 Mar 2022"]
    assert rows(await page(client, "surges", staff=True), "S4") == {
        label: [*days, "10", "0 – 1", "0"]
    }
    public = await page(client, "surges", lang="id")
    assert rows(public, "S4") == {
        "pln, Energi dan kelistrikan": ["9 Mar 2022", "13 Mar 2022", "10", "0 – 1"]
    }


async def test_zones_stand_with_gaps_and_years(
    database: Database, client: httpx.AsyncClient
) -> None:
    earlier = a_list(assessed_on=date(2021, 2, 1), assessed_by="office")
    await tell(database, recorded(a_list(assessed_by="office"), earlier, a_list(unit="uptd")))
    staff = await page(client, "zones", staff=True)
    zone = "Green, highest quality (A)"
    assert rows(staff, "Z1")["pln, checked by the Ombudsman"][:4] == [
        *("1 Feb 2022", "1", "92.31 % (12/13)", zone)
    ]
    assert rows(staff, "Z2") == {"Evaluation of performance": ["2"]}
    assert set(rows(staff, "Z3")) == {
        "pln, checked by the Ombudsman, 2021",
        "pln, checked by the Ombudsman, 2022",
        "pln, checked by its inspectorate, 2022",
    }
    public = await page(client, "zones")
    assert list(rows(public, "Z1")) == ["pln, checked by the Ombudsman"]


async def test_coverage_stands_with_focal_points(
    database: Database, client: httpx.AsyncClient
) -> None:
    await tell(database, agencies())
    assert rows(await page(client, "focal-points"), "R4") == {"Local government": ["0.00 % (0/5)"]}


@pytest.mark.parametrize(
    ("topic", "words"),
    [("silence", "Good news"), ("surges", "Quiet"), ("zones", "no check-list for this choice yet")],
)
async def test_where_nothing_is_found_it_is_said_kindly(
    client: httpx.AsyncClient, topic: str, words: str
) -> None:
    assert words in await page(client, topic)
