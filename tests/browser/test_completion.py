"""A reporter is asked for what is missing and hands it in, in a real browser."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Page, expect

from deploy.client import ask, connected, file_complaint
from shared import clock
from shared.ids import new_id
from tests.browser.looking import look, tab_to
from tests.system.stack import Stack

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

LANGUAGES = ("id", "en")
WRITTEN = {"F1": "Sari Contoh, lahir di Koba, petani", "F4": "Sudah ke PLN pada 7 Maret."}
TITLES = {"id": "Lengkapi laporan Anda", "en": "Complete your complaint"}
MISSING = ["F1", "F4", "F7"]


@dataclass(frozen=True)
class Asked:
    """A complaint whose reporter is waited for."""

    code: str
    url: str
    staff: str

    @property
    def completion(self) -> str:
        return f"{self.url}/completion"


async def asked(stack: Stack, *, in_person: bool = False) -> Asked:
    """Staff verify what is kept secret by hand, and miss something in this one."""
    form = {
        "reporter": {"name": "Sari Contoh", "phone": "+62 811 0000 000"},
        "narrative": "Listrik di desa kami padam tiga hari tanpa kabar.",
        "agency": "pln-uiw-babel",
        "substance": "energi-kelistrikan",
        "channel": "website",
        "confidentiality": "full",
    }
    async with connected(stack.addresses, "babel", who="siti") as client:
        receipt = await file_complaint(client, form, key=str(new_id()))
        staff = f"{stack.addresses.intake}/staff/complaints/{receipt['complaint_id']}"
        told: dict[str, Any] = {"missing": MISSING}
        if in_person:
            told |= {"received_at": clock.now().isoformat()}
        await ask(client, "POST", f"{staff}/completion-request", json=told)
    code = receipt["tracking_code"]
    return Asked(code, f"{stack.addresses.intake}/progress/{code}", staff)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_of_a_completion_is_fit_for_everybody(
    page: Page, stack: Stack, language: str
) -> None:
    waiting = await asked(stack, in_person=True)
    await page.goto(f"{waiting.url}?lang={language}")
    await look(page, f"awaiting-completion-{language}")
    await page.click("a[href*='/completion']")
    await expect(page.locator("h1")).to_have_text(TITLES[language])
    await look(page, f"completion-{language}")

    await page.fill("#F1", WRITTEN["F1"])
    await page.fill("#F4", " ")
    await page.select_option("#F7", "identity")
    await page.click("main form button")
    await expect(page.locator("[role=alert] a[href='#F4']")).to_be_visible()
    await expect(page.locator("#F4")).to_have_attribute("aria-invalid", "true")
    await expect(page.locator("#F1")).to_have_value(WRITTEN["F1"])
    await expect(page.locator("#F7")).to_have_value("identity")
    await look(page, f"completion-wrong-{language}")

    await page.fill("#F4", WRITTEN["F4"])
    await page.click("main form button")
    await expect(page).to_have_url(re.compile(f"/progress/{waiting.code}(\\?|$)"))
    await expect(page.locator("a[href*='/completion']")).to_have_count(0)
    await look(page, f"completed-{language}")


async def test_it_is_handed_in_with_the_keyboard_alone(page: Page, stack: Stack) -> None:
    waiting = await asked(stack)
    await page.goto(waiting.url)
    await tab_to(page, "a[href*='/completion']")
    await page.keyboard.press("Enter")
    await expect(page.locator("#F1")).to_be_visible()
    for code, words in WRITTEN.items():
        await tab_to(page, f"#{code}")
        await page.keyboard.type(words)
    await tab_to(page, "#F7")
    await page.keyboard.press("ArrowDown")
    await tab_to(page, "main form button")
    await page.keyboard.press("Enter")
    await expect(page.locator(".steps li").last).to_contain_text("Kelengkapan")


async def test_it_is_handed_in_without_a_script_and_once(plain_page: Page, stack: Stack) -> None:
    waiting = await asked(stack)
    await plain_page.goto(waiting.completion)
    for code, words in WRITTEN.items():
        await plain_page.fill(f"#{code}", words)
    await plain_page.select_option("#F7", "open")
    await plain_page.click("main form button")
    steps = plain_page.locator(".steps li")
    await expect(steps.last).to_contain_text("Kelengkapan")
    told = await steps.count()
    # Whoever opens the page again, or goes back to it, is shown where it stands.
    await plain_page.goto(waiting.completion)
    await expect(plain_page).to_have_url(re.compile(f"/progress/{waiting.code}(\\?|$)"))
    await expect(steps).to_have_count(told)


async def test_opening_the_page_starts_no_clock(page: Page, stack: Stack) -> None:
    waiting = await asked(stack)
    await page.goto(waiting.completion)
    await expect(page.locator("main")).to_contain_text("30 hari")
    async with connected(stack.addresses, "babel", who="siti") as client:
        shown = await ask(client, "GET", waiting.staff)
    assert shown["completion"]["received_at"] is None
    assert shown["completion"]["due_at"] is None
