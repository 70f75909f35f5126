"""The dashboard: what everybody sees, what staff see besides, and how they sign in."""

import re
from html import unescape

import httpx
import pytest

from services.metrics.pages.dashboard import TOPICS
from shared.access.person import Person
from shared.db.database import Database
from tests.factories import NOON, an_accepted_complaint, an_assigned_case
from tests.service.metrics.listening import happened
from tests.service.metrics.test_api import _a_quarter as a_quarter
from tests.tokens import bearer, token

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PERIOD = {"period": "2022-Q1"}
EXAMINER = Person("siti", "examiner", "babel")
OFFICER = Person("pln-primary", "focal-point", "babel", "pln")
ADDRESSES = ["/dashboard", *(f"/dashboard/{topic}" for topic in list(TOPICS)[1:])]


@pytest.fixture
def client(public: httpx.AsyncClient) -> httpx.AsyncClient:
    return public


async def two_small_agencies(database: Database) -> None:
    """Beside the quarter: two reports about one agency and three about another."""
    for agency, number in (("bpjs", 2), ("polda", 3)):
        told = {"registered_at": NOON, "agency": agency}
        await happened(database, *(an_accepted_complaint(**told) for _ in range(number)))
        await happened(database, *(an_assigned_case(**told) for _ in range(number)))


def row(page: str, label: str) -> list[str]:
    """The cells of the first table's row that is named so."""
    found = re.search(rf'<th scope="row">{label}</th>(.*?)</tr>', page)
    assert found, label
    return re.findall(r"<td>(.*?)</td>", found.group(1))


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("address", ADDRESSES)
async def test_every_topic_has_a_page_in_both_languages(
    database: Database, client: httpx.AsyncClient, address: str, language: str
) -> None:
    await a_quarter(database)
    page = await client.get(address, params={**PERIOD, "lang": language})
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert 'aria-current="page"' in page.text
    assert "<script" not in page.text
    assert "style=" not in page.text


async def test_the_quarter_at_a_glance_prints_the_figures_of_the_statistics(
    database: Database, client: httpx.AsyncClient
) -> None:
    await a_quarter(database)
    page = (await client.get("/dashboard", params=PERIOD)).text
    for figure in ("<dd>480</dd>", "<dd>83</dd>", "<dd>81,93 % (68/83)</dd>", "<dd>26</dd>"):
        assert figure in page
    for definition in set(re.findall(r'href="#(M\d\d)"', page)):
        assert f'id="{definition}"' in page


async def test_every_choice_stays_in_the_address(
    database: Database, client: httpx.AsyncClient
) -> None:
    chosen = {**PERIOD, "office": "babel", "agency": "pln-uiw-babel", "lang": "en"}
    page = (await client.get("/dashboard", params=chosen)).text
    link = "/dashboard/flow?period=2022-Q1&amp;office=babel&amp;agency=pln-uiw-babel&amp;lang=en"
    assert link in page
    for value in ("2022-Q1", "babel", "pln-uiw-babel"):
        assert f'<option value="{value}" selected>' in page


async def test_the_public_is_told_no_small_number_and_staff_of_the_office_are(
    database: Database, client: httpx.AsyncClient
) -> None:
    await a_quarter(database)
    await two_small_agencies(database)
    asked = {**PERIOD, "office": "babel"}
    public = (await client.get("/dashboard/agencies", params=asked)).text
    assert set(row(public, "bpjs")) == set(row(public, "polda")) == {"*"}
    assert "*" not in row(public, "Jumlah")
    staff = (await client.get("/dashboard/agencies", params=asked, headers=bearer(EXAMINER))).text
    assert row(staff, "bpjs")[1] == "2"
    assert row(staff, "polda")[1] == "3"


async def test_an_officer_sees_the_own_agency_whole_and_others_as_the_public_does(
    database: Database, client: httpx.AsyncClient
) -> None:
    await two_small_agencies(database)
    officer = bearer(Person("bpjs-primary", "focal-point", "babel", "bpjs"))
    own = (await client.get("/dashboard/flow", params=PERIOD, headers=officer)).text
    assert row(own, "Terdaftar") == ["2"]
    other = {**PERIOD, "agency": "polda"}
    assert row(
        (await client.get("/dashboard/flow", params=other, headers=officer)).text, "Terdaftar"
    ) == ["*"]


async def test_another_office_is_hidden_from_an_examiner_as_from_anybody(
    database: Database, client: httpx.AsyncClient
) -> None:
    await two_small_agencies(database)
    elsewhere = bearer(Person("budi", "examiner", "kukar"))
    asked = {**PERIOD, "office": "babel"}
    page = (await client.get("/dashboard/agencies", params=asked, headers=elsewhere)).text
    assert set(row(page, "bpjs")) == {"*"}


async def test_signing_in_keeps_the_token_out_of_reach_and_signing_out_forgets_it(
    database: Database, client: httpx.AsyncClient
) -> None:
    answer = await client.post("/sign-in", data={"token": token(EXAMINER)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard")
    cookie = answer.headers["set-cookie"]
    for told in ("HttpOnly", "SameSite=strict", "Secure", "Path=/"):
        assert told in cookie
    kept = {"Cookie": cookie.partition(";")[0]}
    page = (await client.get("/dashboard", params=PERIOD, headers=kept)).text
    assert "siti (pemeriksa)" in page
    out = await client.post("/sign-out", headers=kept)
    assert 'narahubung=""' in out.headers["set-cookie"]


@pytest.mark.parametrize("typed", ["", "nonsense", token(Person("admin", "operator"))])
async def test_a_token_that_opens_nothing_is_refused_on_the_page(
    client: httpx.AsyncClient, typed: str
) -> None:
    answer = await client.post("/sign-in", data={"token": typed})
    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers
    assert 'id="token-error"' in answer.text
    assert not typed or typed not in answer.text


async def test_an_old_cookie_shows_what_everybody_sees_and_a_bad_bearer_is_refused(
    client: httpx.AsyncClient,
) -> None:
    old = await client.get("/dashboard", params=PERIOD, headers={"Cookie": "narahubung=old"})
    assert old.status_code == 200
    assert "/sign-in" in old.text
    bad = await client.get("/dashboard", params=PERIOD, headers={"Authorization": "Bearer old"})
    assert bad.status_code == 401


async def test_a_report_is_whole_for_staff_and_says_so(
    database: Database, client: httpx.AsyncClient
) -> None:
    await two_small_agencies(database)
    of_staff = (await client.get("/reports/2022-Q1.json", headers=bearer(EXAMINER))).json()
    public = (await client.get("/reports/2022-Q1.json", params={"office": "babel"})).json()
    assert (of_staff["view"], public["view"]) == ("staff", "public")
    assert of_staff["filter"] == {"office": "babel", "incidents": "with"}
    assert of_staff["hash"] != public["hash"]


@pytest.mark.parametrize(
    "address", ["/dashboard/nothing", "/dashboard/overview", "/dashboard?period=x"]
)
async def test_what_is_no_page_is_not_found(client: httpx.AsyncClient, address: str) -> None:
    assert (await client.get(address)).status_code == 404


async def test_whoever_comes_without_an_address_is_led_to_the_figures(
    client: httpx.AsyncClient,
) -> None:
    assert (await client.get("/")).headers["location"] == "/dashboard"


async def test_each_table_opens_its_figures_and_for_staff_its_cases(
    database: Database, public: httpx.AsyncClient
) -> None:
    await a_quarter(database)
    asked = {**PERIOD, "office": "babel"}
    page = (await public.get("/dashboard/flow", params=asked)).text
    links = {unescape(one) for one in re.findall(r'href="(/statistics/[^"]*)"', page)}
    assert "/statistics/M03?period=2022-Q1&office=babel&format=csv" in links
    assert not any("closings" in one for one in links)
    for link in links:
        answer = await public.get(link)
        assert (answer.status_code, answer.headers["content-type"]) == (
            200,
            "text/csv; charset=utf-8",
        )
    whole = (await public.get("/dashboard/flow", params=asked, headers=bearer(EXAMINER))).text
    [cases] = {unescape(one) for one in re.findall(r'href="(/statistics/closings[^"]*)"', whole)}
    listed = (await public.get(cases, headers=bearer(EXAMINER))).text.splitlines()
    assert len(listed) == 1 + 68
    narrowed = {**asked, "agency": "pln-uiw-babel"}
    page = (await public.get("/dashboard/access", params=narrowed)).text
    assert "/statistics/M02" not in page
