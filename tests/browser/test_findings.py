"""What is found in the quarter of the power cuts, seen by staff and by everybody in a browser."""

from typing import Any

import httpx
import pytest
from playwright.async_api import Page, expect

from shared.access.person import Person
from tests.browser.looking import look, tab_to
from tests.records import RECORDS
from tests.system.stack import Stack
from tests.waiting import until

pytestmark = [
    pytest.mark.system,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.xdist_group("browser-dashboard"),
]

BOTH = pytest.mark.parametrize("language", ["id", "en"])
CUTS = "period=2022-Q1&office=babel"
AFTERWARDS = "period=2022-Q2&office=babel"
LIST = RECORDS["assessments"] | {"agency": "inspektorat-bangka-barat", "assessed_on": "2023-05-17"}
OK, CREATED = 200, 201


def staff(stack: Stack) -> dict[str, str]:
    token = stack.addresses.token_of(Person("siti", "head", "babel"))
    return {"Authorization": f"Bearer {token}"}


async def asked(client: httpx.AsyncClient, address: str, **told: Any) -> Any:
    answer = await client.request("POST" if told else "GET", address, **told)
    assert answer.status_code in (OK, CREATED), answer.text
    return answer.json()


@BOTH
async def test_an_agency_that_fell_silent_is_shown_to_staff_with_its_evidence(
    page: Page, stack: Stack, figures: str, language: str
) -> None:
    await page.goto(f"{figures}/dashboard/silence?{AFTERWARDS}&lang={language}")
    row = page.locator("#S1 tr", has_text="PLN")
    await expect(row.locator("td").first).to_have_text("*")
    await page.set_extra_http_headers(staff(stack))
    await page.reload()
    await expect(row.locator("td").first).to_have_text("0")
    await tab_to(page, "#S1 .scroll")
    await look(page, f"found-silence-{language}", colours=language == "id")


@BOTH
async def test_check_lists_that_routing_records_are_zones(
    page: Page, stack: Stack, figures: str, language: str
) -> None:
    headers = staff(stack)
    path = f"{stack.addresses.routing}/registry/babel/assessments"
    lacking = LIST["components"] | {"evaluation": {"answer": "no"}, "fee": {"answer": "no"}}
    lists = {
        "babar-2023": {"components": lacking},
        "babar-2024": {"assessed_on": "2024-05-17"},
        "babar-own": {"assessed_by": "agency"},
    }
    async with httpx.AsyncClient(headers=headers) as client:
        for key, told in lists.items():
            answer = await client.put(f"{path}/{key}", json=LIST | {"assessment_id": key} | told)
            assert answer.status_code in (OK, CREATED), answer.text

        async def heard() -> bool:
            told = await asked(client, f"{figures}/statistics/checklist?period=2024&office=babel")
            return len(told["agencies"]) == 2

        await until(heard)
    await page.set_extra_http_headers(headers)
    await page.goto(f"{figures}/dashboard/zones?period=2024&office=babel&lang={language}")
    await expect(page.locator("#Z1 tbody tr")).to_have_count(2)
    await expect(page.locator("#Z3 tbody tr")).to_have_count(3)
    await look(page, f"found-zones-{language}", colours=language == "id")
    await page.set_extra_http_headers({})
    await page.reload()
    await expect(page.locator("#Z1 tbody tr")).to_have_count(1)


@BOTH
async def test_a_surge_is_shown_without_a_script(
    plain_page: Page, figures: str, language: str
) -> None:
    await plain_page.goto(f"{figures}/dashboard/surges?{CUTS}&lang={language}")
    await expect(plain_page.locator("#S4 tbody tr")).to_have_count(1)
    await expect(plain_page.locator("#S4 tbody tr")).to_contain_text("PLN")
    await plain_page.click("a[href='#P02']")


async def test_a_surge_that_staff_open_as_an_incident_is_left_out_of_figures_without_them(
    page: Page, stack: Stack, figures: str
) -> None:
    desk = f"{stack.addresses.intake}/staff/incidents"
    surges = f"{figures}/statistics/bursts?{CUTS}"
    async with httpx.AsyncClient(headers=staff(stack)) as client:
        [surge] = (await asked(client, surges))["surges"]
        opened = await asked(client, desk, json=surge["incident"] | {"title": "Listrik padam"})
        there = f"{desk}/{opened['incident_id']}/complaints"
        alike = (await asked(client, there))["candidates"]
        assert len(alike) >= surge["count"] > 0
        await asked(client, there, json={"complaint_ids": alike})

        async def all_joined() -> bool:
            [told] = (await asked(client, surges))["surges"]
            return bool(told["joined"] == told["count"])

        await until(all_joined)
    await page.set_extra_http_headers(staff(stack))
    await page.goto(f"{figures}/dashboard/surges?{CUTS}")
    await expect(page.locator("#S4 tbody tr")).to_have_count(1)
    await look(page, "found-surges")
    await tab_to(page, "#incidents")
    await page.keyboard.type("Tanpa")
    await tab_to(page, ".filters button")
    await page.keyboard.press("Enter")
    await expect(page.locator(".note")).to_contain_text("Tenang")
    await look(page, "found-no-surges", colours=False)
