"""The dashboard at a past moment, for staff; and agencies by the names of the registry."""

from datetime import timedelta

import httpx

from services.metrics.domain.span import Span
from shared.access.person import Person
from shared.db.database import Database
from tests.factories import NOON, an_assigned_case, an_event
from tests.service.metrics import facts
from tests.service.metrics.listening import tell
from tests.service.metrics.test_dashboard import row
from tests.tokens import bearer

DAY = timedelta(days=1)
ASKED = {"period": Span(2022, 1).name, "lang": "en"}
EXAMINER = bearer(Person("siti", "examiner", "babel"))


async def one_a_day(database: Database, days: int) -> None:
    for back in range(days):
        at = NOON - back * DAY
        case = an_assigned_case(agency="pln", registered_at=at)
        await tell(database, [an_event(case, at)])


async def test_staff_see_what_was_known_then_as_the_statistics_tell_it(
    database: Database, client: httpx.AsyncClient
) -> None:
    await one_a_day(database, 8)
    moment = (NOON - 3 * DAY + timedelta(hours=1)).isoformat()
    for asked, opened in (
        ({}, 8),
        ({"as_of": moment}, 5),
        ({"as_of": "2022-03-10"}, 4),
        ({"as_of": "2022-03-14"}, 8),
    ):
        page = await client.get("/dashboard/flow", params={**ASKED, **asked})
        assert page.status_code == 200
        assert row(page.text, "Registered") == [str(opened)]
    told = await client.get("/statistics/M03", params={"period": "2022-Q1", "as_of": moment})
    assert told.json()["groups"][0]["figures"][1]["numerator"] == 5


async def test_the_moment_stands_on_the_page_and_in_every_address(
    database: Database, client: httpx.AsyncClient
) -> None:
    await one_a_day(database, 3)
    asked = {**ASKED, "as_of": "2022-03-12", "office": "babel"}
    page = (await client.get("/dashboard/ageing", params=asked)).text
    assert "As known on: 13 March 2022, 00:00 WIB" in page
    there = "as_of=2022-03-13T00%3A00%3A00%2B07%3A00"
    for path in ("/dashboard/flow?", "/reports/2022-Q1?", "/statistics/closings?"):
        [link] = {one for one in page.split('"') if one.startswith(path)}
        assert there in link
        answer = await client.get(link.replace("&amp;", "&"))
        assert answer.status_code == 200
    told = {"lang": "en", "as_of": NOON.isoformat()}
    report = (await client.get("/reports/2022-Q1", params=told)).text
    assert "as_of=2022-03-14T05%3A00%3A00%2B00%3A00" in report


async def test_the_public_has_no_moments_and_nobody_has_the_future(
    database: Database, client: httpx.AsyncClient, public: httpx.AsyncClient
) -> None:
    asked = {**ASKED, "as_of": "2022-03-10"}
    refused = await public.get("/dashboard", params=asked)
    assert (refused.status_code, refused.json()["code"]) == (422, "not-for-the-public")
    assert 'name="as_of"' not in (await public.get("/dashboard", params=ASKED)).text
    assert 'name="as_of"' in (await client.get("/dashboard", params=ASKED)).text
    elsewhere = await public.get("/dashboard", params=asked | {"office": "kukar"}, headers=EXAMINER)
    assert elsewhere.status_code == 422
    future = await client.get("/dashboard", params={**ASKED, "as_of": "2022-03-15"})
    assert (future.status_code, future.json()["code"]) == (422, "not-known-yet")


async def test_agencies_bear_the_names_of_the_registry(
    database: Database, client: httpx.AsyncClient
) -> None:
    await one_a_day(database, 6)
    named = facts.an_agency("pln", title="PLN Wilayah Bangka Belitung")
    elsewhere = facts.an_agency("pdam", title="PDAM Tirta", office="kukar")
    await tell(database, [an_event(named, NOON - 2 * DAY), an_event(elsewhere, NOON - 2 * DAY)])
    page = (await client.get("/dashboard/agencies", params=ASKED)).text
    assert row(page, "PLN Wilayah Bangka Belitung")
    assert '<option value="pln">PLN Wilayah Bangka Belitung</option>' in page
    assert '<option value="pdam">PDAM Tirta</option>' in page
    own = (await client.get("/dashboard/agencies", params={**ASKED, "office": "babel"})).text
    assert "PDAM Tirta" not in own
    report = (await client.get("/reports/2022-Q1", params={"lang": "en"})).text
    assert ">PLN Wilayah Bangka Belitung</th>" in report
    before = {**ASKED, "as_of": "2022-03-11"}
    assert "PLN Wilayah" not in (await client.get("/dashboard/agencies", params=before)).text
