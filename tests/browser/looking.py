"""What a page is held to, in both sizes: nothing serious for axe, and nothing beside the screen."""

import os
import re
from pathlib import Path

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, ViewportSize

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
SIZES = (PHONE, DESK)
IMPACTS = ("serious", "critical")

PICTURES = os.environ.get("NARAHUBUNG_TEST_PICTURES")
"""A folder for a picture of each page that was looked at."""

_axe = Axe()


async def look(page: Page, name: str, *, colours: bool = True) -> None:
    """Hold the page that is open to all of it, as a phone shows it and as a desk does.

    Colours are those of one style sheet and do not differ by size, and are the dearest to check.
    """
    await page.wait_for_load_state()
    for size in SIZES:
        await page.set_viewport_size(size)
        too_wide = await page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert too_wide <= 0, f"{name} is {too_wide} px wider than a screen of {size['width']}"
        seen = await findings(page, colours=colours and size is PHONE)
        assert seen == [], f"{name} at {size['width']}"
        if PICTURES:
            path = Path(PICTURES) / f"{name}-{size['width']}.png"
            await page.screenshot(path=path, full_page=True)
    await page.set_viewport_size(PHONE)


async def findings(page: Page, *, colours: bool = True) -> list[str]:
    """What axe finds that keeps somebody from using the page."""
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": colours}}}
    found = (await _axe.run(page, options=options)).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {node['html'][:120]}"
        for one in found
        if one["impact"] in IMPACTS
        for node in one["nodes"]
    ]


async def tab_to(page: Page, selector: str, limit: int = 60) -> None:
    """Press Tab until the element has the focus, as somebody without a mouse does."""
    for _ in range(limit):
        await page.keyboard.press("Tab")
        if await page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{selector} is not reached with the keyboard")


async def code_of(page: Page) -> str:
    """The tracking code in the address of the page."""
    found = re.search(r"/progress/([^/?]+)", page.url)
    assert found, page.url
    return found.group(1)
