"""Tables of a report beside the flows: ages, bands, activities and zones."""

from datetime import date, timedelta

import httpx
import pytest

from services.metrics.answers.values import Ages, Rate
from services.metrics.domain.span import Span
from services.metrics.domain.target import MeanTarget
from shared.db.database import Database
from shared.events.registry import MeetingHeld
from tests.factories import NOON, a_closed_case, an_assigned_case, an_event
from tests.samples import a_sample
from tests.service.metrics.listening import happened, tell
from tests.service.metrics.test_findings import a_list
from tests.service.metrics.test_report_progress import QUARTER, of_the_quarter

DAY = timedelta(days=1)
AGES = (2, 2, 40, 70, 200, 400)
"""Of the open cases, in days before noon."""


async def opened(database: Database, *days_ago: int) -> None:
    for days in days_ago:
        at = NOON - days * DAY
        await happened(database, an_assigned_case(registered_at=at), at=at)


async def test_what_is_open_stands_by_age_with_the_oldest_and_the_median(
    database: Database,
) -> None:
    assert await of_the_quarter(database, "R6") == []
    await opened(database, *AGES)
    [table] = await of_the_quarter(database, "R6")
    assert table.definitions == ("M09",)
    assert [count for _, count in table.column("cases")] == [2, 1, 1, 0, 1, 1, 6]
    oldest = dict(table.column("ages"))["total"]
    assert isinstance(oldest, Ages)
    assert (oldest.oldest, oldest.median) == (400, 40)
    [months] = await of_the_quarter(database, "R7")
    assert [count for _, count in months.column("cases")] == [4, 1, 1, 0]


async def test_what_was_closed_stands_by_bands_of_days_and_beside_the_target(
    database: Database,
) -> None:
    for days in (1, 30, 31, 100):
        told = {"registered_at": NOON - days * DAY}
        await happened(database, a_closed_case(**told))
    [bands] = await of_the_quarter(database, "T12B")
    assert [count for _, count in bands.column("closed")] == [2, 1, 0, 1, 0, 0]
    first = dict(bands.column("share"))["0-30"]
    assert isinstance(first, Rate)
    assert (first.numerator, first.denominator, first.percent) == (2, 4, "50.00")
    [without] = await of_the_quarter(database, "T12")
    assert dict(without.column("target_days"))["total"] is None


@pytest.mark.parametrize("office", [None, "babel"])
async def test_a_target_of_the_country_holds_for_its_offices(
    database: Database, office: str | None
) -> None:
    await happened(database, a_closed_case(registered_at=NOON - DAY))
    target = MeanTarget(Span(2022, None), 89, date(2022, 1, 1), "rapat kerja")
    [table] = await of_the_quarter(database, "T12", target, office=office)
    assert dict(table.column("target_days")) == {"LM": None, "total": 89}


async def test_activities_and_zones_are_in_all_forms_and_both_languages(
    database: Database, client: httpx.AsyncClient, public: httpx.AsyncClient
) -> None:
    meeting = a_sample(MeetingHeld, agency="pln", held_on=NOON.date(), attended=True)
    by_itself = a_list(assessed_by="agency", agency="bpn", assessed_on=date(2022, 2, 2))
    lists = (a_list(assessed_by="office"), by_itself)
    await tell(database, [an_event(fact, NOON - DAY) for fact in (meeting, *lists)])
    await opened(database, *AGES)
    for language, meetings in (("id", "Pertemuan evaluasi"), ("en", "Evaluation meetings")):
        asked = {"lang": language}
        page = (await client.get("/reports/2022-Q1", params=asked)).text
        assert meetings in page
        assert "over 365" in page or "lebih dari 365" in page
        for form, start in (("pdf", b"%PDF"), ("xlsx", b"PK")):
            file = await client.get(f"/reports/2022-Q1.{form}", params=asked)
            assert file.content.startswith(start)
    rows = (await client.get("/reports/2022-Q1.csv")).text
    assert "\r\nT15,meetings,count,,1," in rows
    assert "\r\nR6,total,ages,M09,40,,6," in rows
    for who, columns in (
        (client, {"by_office", "by_supervisor", "by_agency"}),
        (public, {"by_office"}),
    ):
        report = (await who.get("/reports/2022-Q1.json")).json()
        tables = {one["table"]: one["lines"] for one in report["tables"]}
        assert {*tables["T17"][0]} - {"key"} == columns
        assert sum(line["by_office"] for line in tables["T17"]) == 1
        assert ("R7" in tables) == (who is client)


async def test_the_dashboard_has_them(database: Database, client: httpx.AsyncClient) -> None:
    await opened(database, *AGES)
    asked = {"period": QUARTER.name, "lang": "en"}
    page = (await client.get("/dashboard/ageing", params=asked)).text
    assert "Age of what is still open" in page
    assert "400; 40 days" in page
