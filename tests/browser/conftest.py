"""A browser and a running installation for each worker; a fresh page for each test."""

import io
import shutil
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, Request, async_playwright
from rich.console import Console

from deploy.scenarios import play
from tests.browser.looking import PHONE
from tests.databases import Databases
from tests.programs import need
from tests.system.stack import Stack, a_stack

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = "pages in a browser, for want of chromium (apt-get install chromium)."


@pytest.fixture(scope="session", autouse=True)
def chromium() -> str:
    """Without a browser nothing starts."""
    need(None if CHROMIUM else MISSING)
    return str(CHROMIUM)


@pytest.fixture(scope="session")
def stack(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, chromium: str
) -> Iterator[Stack]:
    """The product, on SQLite: what a page shows does not depend on the database."""
    with a_stack(tmp_path_factory.mktemp("browser"), databases, "sqlite") as started:
        yield started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def figures(stack: Stack) -> str:
    """The address of the statistics, once the first quarter of 2022 is in them."""
    await play("babel-2022-q1", stack.addresses, Console(file=io.StringIO()))
    return stack.addresses.metrics


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        # With a new and empty folder for its user's data each time, gone afterwards.
        started = await playwright.chromium.launch(
            executable_path=chromium, headless=True, args=FLAGS
        )
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """Somebody with a cheap phone, and nothing of anybody before."""
    new = await browser.new_context(viewport=PHONE, locale="id-ID")
    yield new
    await new.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext) -> AsyncIterator[Page]:
    """A page that may complain of nothing: no error of a script, a policy or a missing file."""
    complaints: list[str] = []
    new = await context.new_page()
    new.set_default_timeout(20_000)
    new.on("pageerror", lambda error: complaints.append(str(error)))
    new.on("requestfailed", lambda request: complaints.extend(_failed(request)))
    new.on(
        "console",
        lambda said: (
            complaints.append(said.text)
            if said.type == "error" and "Failed to load resource" not in said.text
            else None
        ),
    )
    yield new
    assert not complaints


def _failed(request: Request) -> list[str]:
    """What could not be loaded; leaving a page early leaves behind what it was still loading."""
    why = request.failure or ""
    return [] if "ERR_ABORTED" in why else [f"{why}: {request.url}"]


@pytest_asyncio.fixture(loop_scope="session")
async def plain_page(browser: Browser) -> AsyncIterator[Page]:
    """A browser in which no script runs."""
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = await context.new_page()
    page.set_default_timeout(20_000)
    yield page
    await context.close()
