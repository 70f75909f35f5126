"""An officer with nothing but a letter and a browser: the page behind a link, and the mails."""

import re
from uuid import UUID

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select

from services.intake.models import ComplaintRow
from services.routing.models import CaseRow
from shared.db.transaction import table_of
from shared.ids import reference
from tests.browser.looking import findings, look, tab_to
from tests.browser.test_intake import file
from tests.system.stack import Stack
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

COMPLAINTS = table_of(ComplaintRow).c
CASES = table_of(CaseRow).c
LINK = re.compile(r"/links/([\w.~-]+)")


async def case_of(stack: Stack, code: str) -> UUID | None:
    """The case of this tracking code, once there is one."""
    filed = await stack.read(
        "intake", select(COMPLAINTS.complaint_id).where(COMPLAINTS.tracking_code == code)
    )
    opened = await stack.read(
        "routing", select(CASES.case_id).where(CASES.complaint_id == filed[0].complaint_id)
    )
    return opened[0].case_id if opened else None


async def the_link(page: Page, stack: Stack, code: str, about: str = "") -> str:
    """Of the letter to the officer about this complaint: others may wait for theirs."""
    mails = stack.addresses.mails
    case_id = await until(lambda: case_of(stack, code))
    assert case_id
    number = reference(case_id)

    async def written() -> str | None:
        listed = await (await page.request.get(f"{mails}/mails.json")).json()
        for mail in listed["mails"]:
            text = await (await page.request.get(f"{mails}/mails/{mail['name']}")).text()
            if number in text and about in text and (found := LINK.search(text)):
                return found.group(1)
        return None

    link = await until(written)
    assert link
    return f"{stack.addresses.routing}/links/{link}"


async def test_an_officer_acknowledges_and_answers_with_the_keyboard_alone(
    page: Page, stack: Stack
) -> None:
    link = await the_link(page, stack, await file(page, stack))
    for language in ("en", "id"):
        await page.goto(f"{link}?lang={language}")
        await look(page, f"link-{language}")
    before = await page.locator(".state").text_content()
    await tab_to(page, "form:has(input[value='acknowledge']) button")
    await page.keyboard.press("Enter")
    await expect(page.locator(".state")).not_to_have_text(before or "")
    await tab_to(page, "textarea")
    await page.keyboard.type("Listrik sudah menyala lagi sejak pagi.")
    await tab_to(page, "form:has(textarea) button")
    await page.keyboard.press("Enter")
    await expect(page.locator("textarea")).to_have_count(0)
    await look(page, "link-answered-id")


async def test_without_a_script_an_officer_acknowledges_and_then_says_that_it_is_not_theirs(
    plain_page: Page, stack: Stack
) -> None:
    link = await the_link(plain_page, stack, await file(plain_page, stack))
    await plain_page.goto(link)
    await plain_page.click("form:has(input[value='acknowledge']) button")
    await expect(plain_page.locator("input[value='acknowledge']")).to_have_count(0)
    await plain_page.select_option("#reason", "other-agency")
    await plain_page.click("form:has(input[value='misroute']) button")
    await expect(plain_page.locator("main form")).to_have_count(0)
    # The case has gone elsewhere: the letter opens nothing of it any more.
    await plain_page.goto(link)
    await expect(plain_page.locator("main form")).to_have_count(0)


async def test_a_link_that_opens_nothing_says_so(page: Page, stack: Stack) -> None:
    answer = await page.goto(f"{stack.addresses.routing}/links/nothing")
    assert answer is not None
    assert answer.status == 404
    await look(page, "link-over-id")


async def test_the_mails_of_a_trial_can_be_read_by_everybody(page: Page, stack: Stack) -> None:
    await the_link(page, stack, await file(page, stack))
    await page.goto(stack.addresses.mails)
    await look(page, "mails")
    await page.locator("table a").first.click()
    assert await findings(page) == []
