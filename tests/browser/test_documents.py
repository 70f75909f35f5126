"""The documents for developers, which every service has."""

import pytest
from playwright.async_api import Page, expect

from deploy.permissions import SERVICES
from shared.events.catalogue import FACTS
from tests.browser.looking import look
from tests.system.stack import Stack

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("path", ["/docs", "/docs/events"])
async def test_a_document_is_fit_for_everybody(
    page: Page, stack: Stack, service: str, path: str
) -> None:
    await page.goto(f"{stack.addresses.service(service)}{path}")
    await expect(page.locator("h1")).to_have_text(f"Narahubung: {service}")
    # All are made by the same templates: the colours of the smallest are those of all.
    await look(page, f"{service}{path.replace('/', '-')}", colours=service == "notifications")
    first = page.locator(".contents a").first
    await first.click()
    await expect(page.locator(":target")).to_be_in_viewport()


async def test_all_events_are_on_one_page_and_each_is_found(page: Page, stack: Stack) -> None:
    await page.goto(f"{stack.addresses.intake}/docs/events")
    await page.get_by_role("link", name="All events").click()
    await expect(page.locator(".contents li")).to_have_count(len(FACTS))
    await look(page, "all-events")
    first = page.locator(".contents a").first
    await first.click()
    await expect(page.locator(":target")).to_be_in_viewport()
