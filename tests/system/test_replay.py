"""A real export travels the whole way; the statistics equal those of an independent count."""

import asyncio
import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from deploy.addresses import announce
from services.intake.models import ComplaintRow
from services.notifications.models import MessageRow
from services.routing.models import CaseRow
from shared.db.transaction import table_of
from tests.system.forked import ROOT
from tests.system.stack import Stack
from tests.unit.replay.counting import check
from tests.unit.replay.export import a_row, write_export

pytestmark = [pytest.mark.system, pytest.mark.timeout(400)]

REAL = ROOT.parent / "shared" / "data" / "la311-2017.csv"
REASONS_OF = {"Closed": "K20", "Cancelled": "K21", "Referred Out": "K12d"}
ROWS_OF_A_SAMPLE = 700
ROWS_OF_THE_REAL, TOO_EARLY = 9_999, 12
"""As its source is described: so many requests, so many of them closed before they were made."""


def sample(path: Path) -> Path:
    """A file of the shape of the real one, with every kind of row that it has."""
    owners = ("BOS", "BOS", "OCB", "ITA", "BSL", "LADWP")
    types = ("Bulky Items", "Metal/Household Appliances", "Graffiti Removal", "Other")
    sources = ("Call", "Mobile App", "Council's Office", "Self Service")
    rows = []
    for number in range(ROWS_OF_A_SAMPLE):
        month, day, minute = 1 + number % 5, 10 + number % 17, number % 60
        told = {
            "SRNumber": f"1-{number}",
            "Owner": owners[number % len(owners)],
            "RequestType": types[number % len(types)],
            "RequestSource": sources[number % len(sources)],
            "CreatedDate": f"11/{1 + number % 9:02}/2017 {1 + number % 11:02}:15:00 AM",
            "ClosedDate": f"{month:02}/{day:02}/2018 03:{minute:02}:00 AM",
        }
        if number % 100 == 7:
            told |= {"Status": "Cancelled"}
        if number % 100 == 11:
            told |= {"Status": "Referred Out"}
        if number % 100 == 13:
            told |= {"Status": "Open", "ClosedDate": ""}
        if number % 100 == 17:
            told |= {"ClosedDate": "10/31/2017 12:00:00 AM"}
        rows.append(a_row(**told))
    return write_export(path, rows)


@pytest.fixture(scope="module")
def export(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real file once, where it is; else, and on the other database, one of its shape."""
    if REAL.exists() and "sqlite" in stack.plan.database_url_template:
        return REAL
    return sample(tmp_path_factory.mktemp("export") / "sample.csv")


def replayed(stack: Stack, export: Path, report: Path) -> dict[str, Any]:
    """What the command says of a replay, for programs."""
    announce(stack.addresses, stack.plan.data)
    words = ["replay", str(export), "--mapping", "la311", "--data", str(stack.plan.data)]
    ended = subprocess.run(
        [sys.executable, "-m", "deploy.cli", *words, "--report", str(report), "--json"],
        capture_output=True,
        check=False,
        text=True,
        timeout=300,
        cwd=ROOT,
    )
    assert ended.returncode == 0, ended.stderr
    said: dict[str, Any] = json.loads(ended.stdout)
    return said


def coded(counts: dict[str, int]) -> dict[str, int]:
    """The words of the file as codes, by a rule of this test's own."""
    return {
        re.sub(r"[^a-z0-9]+", "-", name.replace("'", "").lower()): count
        for name, count in counts.items()
    }


async def rows(stack: Stack) -> dict[str, int]:
    async def count(service: str, table: Any) -> int:
        query = select(func.count()).select_from(table_of(table))
        number: int = (await stack.read(service, query))[0][0]
        return number

    return {
        "complaints": await count("intake", ComplaintRow),
        "cases": await count("routing", CaseRow),
        "messages": await count("notifications", MessageRow),
    }


async def reasons(stack: Stack) -> dict[str, int]:
    """How many cases were closed for each reason."""
    cases = table_of(CaseRow).c
    query = select(cases.reason, func.count()).where(cases.state == "closed")
    return dict(map(tuple, await stack.read("routing", query.group_by(cases.reason))))


def test_the_statistics_of_a_replay_equal_an_independent_count(
    stack: Stack, export: Path, tmp_path: Path
) -> None:
    counted = check(str(export))
    said = replayed(stack, export, tmp_path / "refused.csv")
    figures = said["figures"]
    assert figures["registered"] == counted["registered"]
    assert figures["closed"] == counted["closed"]
    assert figures["by_agency"] == coded(counted["by_agency"])
    assert figures["by_type"] == coded(counted["by_type"])
    assert figures["by_source"] == coded(counted["by_source"])
    assert figures["by_status"] == counted["by_status"]
    assert figures["median_days"] == counted["median_days"]
    assert figures["p90_days"] == counted["p90_days"]
    assert said["filed"] == counted["registered"]

    with (tmp_path / "refused.csv").open(newline="") as file:
        refusals = list(csv.DictReader(file))
    assert [int(one["line"]) for one in refusals] == counted["closed_before_created"]
    assert {(one["what"], one["code"]) for one in refusals} == {("row", "closed-before-received")}
    if export == REAL:
        assert (said["filed"] + len(refusals), len(refusals)) == (ROWS_OF_THE_REAL, TOO_EARLY)

    again = replayed(stack, export, tmp_path / "again.csv")
    assert again["figures"] == figures
    assert (again["filed"], again["known_before"]) == (0, said["filed"])
    assert (again["closed"], again["closed_before"]) == (0, said["closed"])
    expected = counted["registered"]
    assert asyncio.run(rows(stack)) == {"complaints": expected, "cases": expected, "messages": 0}
    assert asyncio.run(reasons(stack)) == {
        reason: counted["by_status"][status]
        for status, reason in REASONS_OF.items()
        if status in counted["by_status"]
    }
    assert stack.errors() == []
