"""`narahubung erase` against a running product: the person is gone, and no figure has changed."""

import subprocess
import sys
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from deploy.addresses import announce
from deploy.client import Client
from services.intake.models import ReporterRow
from services.metrics.models import FactRow
from services.notifications.models import MessageRow
from services.routing.models import CaseRow
from shared.db.transaction import table_of
from tests.system import books
from tests.system.forked import ROOT
from tests.system.stack import Stack
from tests.system.traffic import a_client, address, close_all, file_all

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

REPORTERS = table_of(ReporterRow)
FIGURES = ("closures", "status", "requests", "messages", "durations")


def command(stack: Stack, *words: str) -> subprocess.CompletedProcess[str]:
    """As an operator types it beside the installation."""
    return subprocess.run(
        [sys.executable, "-m", "deploy.cli", "erase", *words, "--data", str(stack.plan.data)],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
    )


async def story(client: Client, complaint: UUID) -> httpx.Response:
    url = f"{client.addresses.intake}/staff/complaints/{complaint}/story"
    return await client.http.get(url)


async def figures(stack: Stack, client: Client) -> list[Any]:
    return [await books.groups(stack, client, name) for name in FIGURES]


async def test_an_erased_reporter_is_nowhere_and_counts_as_before(stack: Stack) -> None:
    announce(stack.plan.addresses, stack.plan.data)
    async with a_client(stack) as client:
        filed = await file_all(client, range(3))
        gone, other, still_open = (UUID(filed[place]["complaint_id"]) for place in range(3))
        await close_all(client, [filed[0], filed[1]])
        await books.until_quiet(stack, client)
        before, cases = await figures(stack, client), await _others(stack)
        known = [(await story(client, one)).json() for one in (gone, other)]
        assert address(0) in str(known[0])

        refused = command(stack, str(still_open), "--ground", "on-request", "--who", "rina.kepala")
        assert refused.returncode != 0
        assert refused.stderr.count("\n") == 1
        done = command(stack, str(gone), "--ground", "on-request", "--who", "rina.kepala")
        assert (done.returncode, done.stderr) == (0, "")
        assert str(gone) in done.stdout

        await books.until_quiet(stack, client)
        after = await story(client, gone)
        assert "Pelapor 0" not in after.text
        assert address(0) not in after.text
        assert (await story(client, other)).json() == known[1]
        assert await figures(stack, client) == before
        assert await _others(stack) == cases
        await books.assert_nothing_is_left(stack)
    keys = await stack.read("intake", select(REPORTERS.c.reporter_id, REPORTERS.c.wrapped_key))
    assert {row.reporter_id for row in keys if row.wrapped_key is None} == {gone}
    for service in ("intake", "routing", "notifications", "metrics"):
        log = stack.plan.log(service).read_text()
        assert address(0) not in log, service


async def _others(stack: Stack) -> list[Any]:
    """What the other services hold of cases, letters and facts."""
    tables: dict[str, type[SQLModel]] = {
        "routing": CaseRow,
        "notifications": MessageRow,
        "metrics": FactRow,
    }
    return [list(await stack.read(name, select(table_of(row)))) for name, row in tables.items()]
