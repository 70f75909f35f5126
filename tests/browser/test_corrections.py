"""An officer reports what was put right, behind the link in the letter that orders it."""

from datetime import datetime

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select

from deploy.client import ask, connected
from services.routing.models import ActionRow
from shared.calendar.zones import local_day
from shared.db.transaction import table_of
from shared.offices import SHIPPED, read_zones
from tests.browser.looking import look, tab_to
from tests.browser.test_intake import file
from tests.browser.test_links import case_of, the_link
from tests.system.stack import Stack
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

ACTIONS = table_of(ActionRow).c
ORDER = "Ganti gardu yang rusak di Desa Contoh."
REPORT = "Gardu sudah diganti dan listrik menyala."
TITLES = {"id": "Tindakan korektif", "en": "Corrective action"}
REPORTED = {"id": "Sudah dilaporkan", "en": "Reported"}
ZONE = read_zones(SHIPPED).of("babel")


async def ordered(page: Page, stack: Stack) -> str:
    """The link of a letter to the officer: something must be put right."""
    code = await file(page, stack)
    found = await until(lambda: case_of(stack, code))
    cases = f"{stack.addresses.routing}/cases/{found}"
    async with connected(stack.addresses, "babel", who="rudi") as client:
        await ask(client, "POST", f"{cases}/corrective-actions", json={"order": ORDER})
    return await the_link(page, stack, code, about="tindakan korektif")


async def the_day(stack: Stack) -> str:
    """The only day on which it can have been put right: it was ordered just now."""
    [latest] = await stack.read(
        "routing", select(ACTIONS.ordered_at).order_by(ACTIONS.ordered_at.desc()).limit(1)
    )
    at: datetime = latest.ordered_at
    return local_day(at, ZONE).isoformat()


@pytest.mark.parametrize("language", TITLES)
async def test_every_page_of_a_correction_is_fit_for_everybody(
    page: Page, stack: Stack, language: str
) -> None:
    link = await ordered(page, stack)
    await page.goto(f"{link}?lang={language}")
    assert await page.get_attribute("html", "lang") == language
    await expect(page.locator("h1")).to_have_text(TITLES[language])
    await expect(page.locator(".text")).to_have_text(ORDER)
    await look(page, f"correction-{language}")

    await page.fill("#on", await the_day(stack))
    await page.fill("textarea", " ")
    await page.click("main form button")
    await expect(page.locator("[role=alert]")).to_be_visible()
    await expect(page.locator("textarea")).to_have_attribute("aria-invalid", "true")
    await expect(page.locator("#on")).to_have_value(await the_day(stack))
    await look(page, f"correction-wrong-{language}")

    await page.fill("textarea", REPORT)
    await page.click("main form button")
    await expect(page.locator("textarea")).to_have_count(0)
    await expect(page.locator(".state")).to_have_text(REPORTED[language])
    await look(page, f"correction-reported-{language}")


async def test_it_is_reported_with_the_keyboard_alone(page: Page, stack: Stack) -> None:
    await page.goto(await ordered(page, stack))
    await tab_to(page, "#on")
    await page.keyboard.press("ArrowUp")  # each part of the day has one value that is allowed
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowUp")
    await expect(page.locator("#on")).to_have_value(await the_day(stack))
    await tab_to(page, "textarea")
    await page.keyboard.type(REPORT)
    await tab_to(page, "main form button")
    await page.keyboard.press("Enter")
    await expect(page.locator(".state")).to_have_text(REPORTED["id"])


async def test_it_is_reported_without_a_script_and_once(plain_page: Page, stack: Stack) -> None:
    link = await ordered(plain_page, stack)
    await plain_page.goto(link)
    await plain_page.fill("#on", await the_day(stack))
    await plain_page.fill("textarea", REPORT)
    await plain_page.click("main form button")
    await expect(plain_page.locator(".state")).to_have_text(REPORTED["id"])
    # Whoever opens the letter again is shown where it stands, and has nothing to send.
    await plain_page.goto(link)
    await expect(plain_page.locator("main form")).to_have_count(0)
    await expect(plain_page.locator(".state")).to_have_text(REPORTED["id"])
