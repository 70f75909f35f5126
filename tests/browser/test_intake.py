"""Citizens complain, follow their complaint and take it back, in a real browser."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.looking import code_of, findings, look, tab_to
from tests.system.stack import Stack

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

LANGUAGES = ("id", "en")
STORY = "Listrik padam tiga hari dan tidak ada kabar dari petugas."
TITLES = {
    "id": ("Laporan Anda sudah kami terima", "Perkembangan laporan", "Dicabut"),
    "en": ("We have received your complaint", "Progress of your complaint", "Withdrawn"),
}


async def fill_in(page: Page, stack: Stack, language: str) -> None:
    await page.goto(f"{stack.addresses.intake}/?lang={language}")
    await page.fill("#narrative", STORY)
    await page.select_option("#agency", "pln-uiw-babel")
    await page.select_option("#region", "19.71")
    await page.fill("#name", "Siti Rahma")


async def file(page: Page, stack: Stack, language: str = "id") -> str:
    await fill_in(page, stack, language)
    await page.click("main form[action='/form'] button")
    await page.wait_for_url("**/progress/**")
    return await code_of(page)


async def in_hand(page: Page, stack: Stack, code: str, language: str) -> None:
    """The page of progress, once routing has told that the agency has the case."""
    step = page.locator(".steps li", has_text="PLN")
    for _ in range(100):
        await page.goto(f"{stack.addresses.intake}/progress/{code}?lang={language}")
        if await step.count():
            return
        await page.wait_for_timeout(50)
    await expect(step).to_have_count(1)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_of_a_complaints_way_is_fit_for_everybody(
    page: Page, stack: Stack, language: str
) -> None:
    received, progress, withdrawn = TITLES[language]
    await page.goto(f"{stack.addresses.intake}/?lang={language}")
    assert await page.get_attribute("html", "lang") == language
    await look(page, f"form-{language}")

    code = await file(page, stack, language)
    await expect(page.locator("h1")).to_have_text(received)
    await expect(page.locator(".code")).to_have_text(code)
    await look(page, f"receipt-{language}")

    await in_hand(page, stack, code, language)
    await expect(page.locator("h1")).to_contain_text(progress)
    await look(page, f"progress-{language}")

    await page.click("a[href*='/withdrawal']")
    await expect(page).to_have_url(re.compile("/withdrawal"))
    await look(page, f"withdrawal-{language}")
    await page.click("main form button")
    await expect(page.locator(".state")).to_have_text(withdrawn)
    await look(page, f"withdrawn-{language}")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_wrong_is_said_where_it_is_wrong(
    page: Page, stack: Stack, language: str
) -> None:
    await fill_in(page, stack, language)
    await page.evaluate("document.querySelector('main form').noValidate = true")
    await page.fill("#narrative", "gelap")
    await page.fill("#email", "siti@")
    await page.click("main form[action='/form'] button")
    await expect(page.locator(".wrong li")).to_have_count(2)
    assert await page.input_value("#name") == "Siti Rahma"
    await look(page, f"form-wrong-{language}")
    await page.click(".wrong li:first-child a")
    await expect(page.locator("#narrative")).to_be_in_viewport()

    await page.goto(f"{stack.addresses.intake}/progress/ABC?lang={language}")
    await expect(page.locator("#code-error, .error").first).to_be_visible()
    await look(page, f"follow-wrong-{language}")


async def test_a_complaint_is_made_followed_and_taken_back_with_the_keyboard_alone(
    page: Page, stack: Stack
) -> None:
    await page.goto(stack.addresses.intake)
    await page.keyboard.press("Tab")
    await expect(page.locator(".skip")).to_be_focused()
    await expect(page.locator(".skip")).to_be_in_viewport()
    await tab_to(page, "#narrative")
    await page.keyboard.type(STORY)
    await tab_to(page, "#agency")
    await page.keyboard.press("ArrowDown")
    await tab_to(page, "#name")
    await page.keyboard.type("Siti Rahma")
    await tab_to(page, "form[action='/form'] button")
    await page.keyboard.press("Enter")
    await expect(page.locator(".code")).to_be_visible()

    await tab_to(page, "a.button")
    await page.keyboard.press("Enter")
    await expect(page.locator(".steps")).to_be_visible()
    await tab_to(page, "a[href*='/withdrawal']")
    await page.keyboard.press("Enter")
    await tab_to(page, "main form button")
    await page.keyboard.press("Enter")
    await expect(page.locator(".state")).to_have_text(TITLES["id"][2])


async def test_a_complaint_is_made_followed_and_taken_back_without_a_script(
    plain_page: Page, stack: Stack
) -> None:
    code = await file(plain_page, stack)
    await expect(plain_page.locator(".code")).to_have_text(code)
    await plain_page.goto(f"{stack.addresses.intake}/progress")
    await plain_page.fill("input[name='code']", code.lower())
    await plain_page.click("main form button")
    await expect(plain_page).to_have_url(re.compile(re.escape(code)))
    await plain_page.click("a[href*='/withdrawal']")
    await plain_page.click("main form button")
    await expect(plain_page.locator(".state")).to_have_text(TITLES["id"][2])


async def test_paper_shows_the_code_and_nothing_to_press(page: Page, stack: Stack) -> None:
    code = await file(page, stack)
    await page.emulate_media(media="print", color_scheme="dark")
    await expect(page.locator(".code")).to_have_text(code)
    await expect(page.locator(".code")).to_be_visible()
    for selector in (".skip", ".switch", ".button", ".foot"):
        for one in await page.locator(selector).all():
            await expect(one).to_be_hidden()
    ground = "getComputedStyle(document.body).backgroundColor"
    assert await page.evaluate(ground) == "rgb(255, 255, 255)"


async def test_a_dark_screen_is_as_readable(page: Page, stack: Stack) -> None:
    await page.emulate_media(color_scheme="dark")
    await page.goto(stack.addresses.intake)
    assert await findings(page) == []
    await file(page, stack)
    assert await findings(page) == []
