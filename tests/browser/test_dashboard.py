"""The dashboard and the reports in a real browser: for everybody, by keyboard, on paper."""

import re
from collections.abc import Sequence

import pytest
from playwright.async_api import Page, expect

from services.metrics.pages.dashboard import TOPICS
from shared.access.person import Person
from tests.browser.looking import findings, look, tab_to
from tests.system.stack import Stack

pytestmark = [
    pytest.mark.system,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.xdist_group("browser-dashboard"),  # the quarter is played once, in one stack
]

PERIOD = "period=2022-Q1"
CLOSED_IN_THE_QUARTER = 68
PATHS: Sequence[str] = ["", *(f"/{topic}" for topic in list(TOPICS)[1:])]


@pytest.mark.parametrize("language", ["id", "en"])
async def test_every_topic_is_fit_for_everybody(page: Page, figures: str, language: str) -> None:
    for number, path in enumerate(PATHS):
        await page.goto(f"{figures}/dashboard{path}?{PERIOD}&lang={language}")
        await expect(page.locator("[aria-current=page]")).to_be_visible()
        name = f"dashboard{path.replace('/', '-')}-{language}"
        await look(page, name, colours=number == 0)


@pytest.mark.parametrize("language", ["id", "en"])
async def test_a_report_is_fit_for_everybody(page: Page, figures: str, language: str) -> None:
    await page.goto(f"{figures}/reports/2022-Q1?lang={language}")
    await expect(page.locator(".files a")).to_have_count(4)
    await look(page, f"report-{language}")


async def test_figures_are_filtered_with_the_keyboard_alone(page: Page, figures: str) -> None:
    await page.goto(f"{figures}/dashboard?{PERIOD}")
    await tab_to(page, "#office")
    await page.keyboard.type("Ombudsman RI Perwakilan Kepulauan")
    await tab_to(page, "#agency")
    await page.keyboard.type("PLN")
    await tab_to(page, ".filters button")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("agency=pln-uiw-babel"))
    await tab_to(page, ".tiles a[href='#M04']")
    await page.keyboard.press("Enter")
    await expect(page.locator("#M04")).to_be_in_viewport()


async def test_numbers_are_read_and_filtered_without_a_script(
    plain_page: Page, figures: str
) -> None:
    await plain_page.goto(f"{figures}/dashboard/flow?{PERIOD}")
    await plain_page.select_option("#office", "babel")
    await plain_page.click(".filters button")
    await expect(plain_page).to_have_url(re.compile("office=babel"))
    await plain_page.click("#T9 summary")
    await expect(plain_page.locator("#T9 tbody tr").first).to_be_visible()


async def test_paper_shows_charts_and_numbers_and_no_way_to_press(page: Page, figures: str) -> None:
    await page.goto(f"{figures}/dashboard/flow?{PERIOD}")
    await page.emulate_media(media="print")
    await expect(page.locator("#T9 .chart")).to_be_visible()
    await expect(page.locator("#T9 tbody tr").first).to_be_visible()
    for selector in (".tabs", ".filters", ".switch", ".button"):
        await expect(page.locator(selector).first).to_be_hidden()


async def test_a_dark_screen_shows_the_charts_as_well(page: Page, figures: str) -> None:
    await page.emulate_media(color_scheme="dark")
    await page.goto(f"{figures}/dashboard?{PERIOD}")
    assert await findings(page) == []


async def test_staff_sign_in_see_what_is_hidden_and_sign_out(
    page: Page, stack: Stack, figures: str
) -> None:
    token = stack.addresses.token_of(Person("siti", "examiner", "babel"))
    await page.goto(f"{figures}/dashboard/agencies?{PERIOD}")
    hidden = page.locator("td", has_text="*")
    assert await hidden.count()
    await page.click("a[href^='/sign-in']")
    await expect(page.locator("#token")).to_be_visible()
    await look(page, "sign-in")
    await page.fill("#token", "not a token")
    await page.keyboard.press("Enter")
    await expect(page.locator("#token-error")).to_be_visible()
    await look(page, "sign-in-wrong")
    await page.fill("#token", token)
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("siti (pemeriksa)")).to_be_visible()
    await page.goto(f"{figures}/dashboard/agencies?{PERIOD}")
    await expect(hidden).to_have_count(0)
    async with page.expect_download() as downloading:
        await page.click("a[href^='/statistics/closings']")
    listed = (await (await downloading.value).path()).read_text().splitlines()
    assert len(listed) == 1 + CLOSED_IN_THE_QUARTER
    await page.click("form[action^='/sign-out'] button")
    await expect(page.locator("a[href^='/sign-in']")).to_be_visible()
