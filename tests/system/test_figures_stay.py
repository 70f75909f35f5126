"""Published figures stay what they were, to the last byte, whatever happens to the installation."""

import asyncio
import io
from pathlib import Path

import pytest
from rich.console import Console

from deploy.scenarios import play
from shared import clock
from tests.system import books, disturbing
from tests.system.published import Files, changed, published
from tests.system.stack import Stack
from tests.system.traffic import a_client, file_all

pytestmark = [pytest.mark.system, pytest.mark.timeout(400)]

SOME = range(7)


@pytest.fixture(scope="module")
def moment(stack: Stack) -> str:
    """The scenario has been played, and all that follows from it has happened."""
    asyncio.run(play("babel-2022-q1", stack.addresses, Console(file=io.StringIO())))
    asyncio.run(quiet(stack))
    return clock.now().isoformat()


@pytest.fixture(scope="module")
def before(stack: Stack, moment: str) -> Files:
    """What was published then."""
    found = asyncio.run(published(stack, moment))
    again = asyncio.run(published(stack, moment))
    assert changed(found, again) == []
    assert (
        b'"percent":"81.93"' in found[f"staff /reports/2022-Q1.json?office=babel&{_told(moment)}"]
    )
    return found


def _told(moment: str) -> str:
    return "as_of=" + moment.replace(":", "%3A").replace("+", "%2B")


async def quiet(stack: Stack) -> None:
    async with a_client(stack) as client:
        await books.until_quiet(stack, client)


def unchanged(stack: Stack, moment: str, before: Files) -> None:
    """All of it is answered as it was, and no service has met with what it did not foresee."""
    asyncio.run(quiet(stack))
    assert changed(before, asyncio.run(published(stack, moment))) == []
    assert stack.errors() == []


def test_made_anew(stack: Stack, moment: str, before: Files) -> None:
    assert disturbing.rebuild(stack)["unreadable"] == 0
    unchanged(stack, moment, before)


def test_started_anew(stack: Stack, moment: str, before: Files) -> None:
    for service in ("metrics", "nats", "routing"):
        asyncio.run(stack.restart(service))
    unchanged(stack, moment, before)


def test_all_events_delivered_again_twice(stack: Stack, moment: str, before: Files) -> None:
    for _ in range(2):
        asyncio.run(disturbing.hear_from_the_beginning(stack, forgetful=False))
        unchanged(stack, moment, before)


def test_all_events_heard_by_one_who_knew_nothing(stack: Stack, moment: str, before: Files) -> None:
    asyncio.run(disturbing.hear_from_the_beginning(stack, forgetful=True))
    unchanged(stack, moment, before)


def test_all_events_announced_again_twice(stack: Stack, moment: str, before: Files) -> None:
    """Every service hears each event again under its id, which by then stands there four times."""
    for _ in range(2):
        assert asyncio.run(disturbing.announce_all_again(stack)) > len(before)
    unchanged(stack, moment, before)
    assert disturbing.rebuild(stack)["unreadable"] == 0
    unchanged(stack, moment, before)


def test_a_tenth_of_the_reporters_erased(stack: Stack, moment: str, before: Files) -> None:
    complaints, of = asyncio.run(disturbing.some_that_ended(stack))
    assert len(complaints) * 10 >= of
    disturbing.erase(stack, complaints)
    unchanged(stack, moment, before)
    disturbing.rebuild(stack)
    unchanged(stack, moment, before)


def test_a_backup_put_back(
    stack: Stack,
    moment: str,
    before: Files,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    """It answers as the other did, goes on, and still knows what was published."""
    is_sqlite = stack.plan.database_url_template.startswith("sqlite")
    server = None if is_sqlite else request.getfixturevalue("postgres_url")
    stack.stop()
    try:
        with disturbing.put_back(stack, tmp_path / "restored", server) as restored:
            asyncio.run(restored.start())
            unchanged(restored, moment, before)
            disturbing.rebuild(restored)
            unchanged(restored, moment, before)
            asyncio.run(go_on(restored))
            later = asyncio.run(published(restored, moment))
            assert [name for name in changed(before, later) if "as_of" in name] == []
    finally:
        asyncio.run(stack.start())


async def go_on(stack: Stack) -> None:
    async with a_client(stack) as client:
        assert len(await file_all(client, SOME)) == len(SOME)
        await books.until_quiet(stack, client)
