"""A browser and a running installation for each worker; a fresh page for each test."""

import io
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, Request, async_playwright
from rich.console import Console

from deploy.scenarios import play
from tests.browser.looking import PHONE
from tests.databases import Databases
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
MISSING = "No chromium: the browser tests were left out (apt-get install chromium)."


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser nothing starts; under CI that is a failure."""
    if CHROMIUM or os.environ.get("CI"):
        return
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.skip(MISSING))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not CHROMIUM:
        terminalreporter.write_line(MISSING)


@pytest.fixture(scope="session")
def stack(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The product, on SQLite: what a page shows does not depend on the database."""
    with a_stack(tmp_path_factory.mktemp("browser"), databases, "sqlite") as started:
        yield started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def figures(stack: Stack) -> str:
    """The address of the statistics, once the first quarter of 2022 is in them."""
    await play("babel-2022-q1", stack.addresses, Console(file=io.StringIO()))
    return stack.addresses.metrics


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.fail(MISSING)
    async with async_playwright() as playwright:
        # With a new and empty folder for its user's data each time, gone afterwards.
        started = await playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, args=FLAGS
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
