"""A reporter says how content they are with a closed case, in a browser, without scripts too."""

from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from deploy.client import connected, file_complaint
from deploy.deeds import Order, carry_out
from shared.ids import new_id
from tests.browser.looking import look
from tests.system.stack import Stack
from tests.system.traffic import CLOSURE

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

THANKS = {"id": "Terima kasih", "en": "Thank you"}


async def closed(stack: Stack) -> str:
    """The page of a complaint whose case is closed."""
    form = {
        "reporter": {"name": "Sari Contoh"},
        "narrative": "Listrik di desa kami padam tiga hari tanpa kabar.",
        "agency": "pln-uiw-babel",
    }
    async with connected(stack.addresses, "babel", who="siti") as client:
        receipt = await file_complaint(client, form, key=str(new_id()))
        order = Order(UUID(receipt["complaint_id"]), CLOSURE)
        [outcome] = await carry_out(client, [order], lambda _: None)
        assert outcome.code == ""
    return f"{stack.addresses.intake}/progress/{receipt['tracking_code']}"


async def until_asked(page: Page, url: str) -> None:
    """Intake hears of the closing a moment after routing has said it."""
    for _ in range(100):
        await page.goto(url)
        if await page.locator("[name=score]").count():
            return
        await page.wait_for_timeout(100)
    raise AssertionError("the question never came")


@pytest.mark.parametrize("language", list(THANKS))
async def test_the_question_is_fit_for_everybody(page: Page, stack: Stack, language: str) -> None:
    await until_asked(page, f"{await closed(stack)}?lang={language}")
    await look(page, f"rating-{language}")
    await page.focus("#score")
    await page.keyboard.type("4")
    await expect(page.locator("#score")).to_have_value("4")
    await page.locator("main form button").press("Enter")
    await expect(page.locator("main")).to_contain_text(THANKS[language])
    assert await page.locator("[name=score]").count() == 0
    await look(page, f"rated-{language}")


async def test_it_is_answered_without_scripts(plain_page: Page, stack: Stack) -> None:
    await until_asked(plain_page, await closed(stack))
    await plain_page.select_option("#score", "5")
    await plain_page.click("main form button")
    await expect(plain_page.locator("main")).to_contain_text(THANKS["id"])
