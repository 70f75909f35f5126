"""`make run` as a person does it: Ctrl-C at any moment, and a second start that finds its data."""

import json
import re
import shlex
import signal
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.addresses import find_addresses
from deploy.client import connected, statistics
from deploy.permissions import SERVICES
from tests.system.forked import ROOT
from tests.system.running import Up, all_gone, true, up
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("up"), pytest.mark.timeout(300)]

EVER = {"from": "2000-01-01", "to": "2100-01-01", "by": "office"}
PLAYED = 491
OPENED = 94
HEARD = {
    "intake": {"routing.case.assigned.v1"},
    "routing": {"intake.complaint.accepted.v1"},
    "notifications": {"intake.complaint.accepted.v1", "routing.case.assigned.v1"},
    "metrics": {"intake.complaint.accepted.v1", "routing.case.assigned.v1"},
}
"""What each service hears at least of a complaint that was filed."""

SCENARIO_LIMIT = 120.0


def words_of_make_run() -> list[str]:
    """What the Makefile has `up` do."""
    found = re.search(r"^run: .*\n\t@\$\(BIN\)/python -m deploy up (.+)$", _text("Makefile"), re.M)
    assert found
    return found[1].split()


def request_of_the_readme(intake: str) -> httpx.Request:
    """Its call of curl, to this installation."""
    found = re.search(r"```\n(curl .+?)\n```", _text("README.md"), re.S)
    assert found
    words = shlex.split(found[1])
    headers = [words[n + 1] for n, word in enumerate(words) if word == "-H"]
    return httpx.Request(
        "POST",
        words[words.index("-s") + 1].replace("http://127.0.0.1:8400", intake),
        headers=dict(header.split(": ", 1) for header in headers),
        content=words[words.index("-d") + 1],
    )


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


async def test_it_plays_shows_stops_and_goes_on(tmp_path: Path) -> None:
    words = words_of_make_run()
    await interrupted_in_the_scenario(tmp_path, words)

    with up(tmp_path, *words) as first:
        await played(first)
        shown, told = table(first), first.told()
        assert "81.93 %" in shown
        await every_address_answers(first)
        receipt = await filed_once(told["intake"])
        before = await counted(first)
        assert await stopped(first) == 0
    assert_each_log_tells_of(receipt["complaint_id"], first.data / "logs")
    assert sum(one["accesses"] for one in before) == PLAYED + 1

    with up(tmp_path, *words) as second:
        await played(second)
        assert table(second) == shown
        assert (await counted(second)) == before
        async with httpx.AsyncClient(base_url=second.told()["intake"], trust_env=False) as http:
            progress = (await http.get(f"/complaints/{receipt['tracking_code']}")).json()
        assert [one["step"] for one in progress["steps"]][-1] == "assigned"
        assert await stopped(second) == 0


async def interrupted_in_the_scenario(folder: Path, words: list[str]) -> None:
    with up(folder, *words) as begun:
        await true(begun.told)
        await true(lambda: complaints(begun) > 0)
        assert await stopped(begun) == 0
    assert "Everything is up" not in begun.said()


async def stopped(running: Up) -> int:
    """The code with which Ctrl-C ends it; nothing of it is left, and no trace is shown."""
    pids = list(running.pids().values())
    code = running.stop(signal.SIGINT)
    await all_gone(pids)
    assert running.told() == {}
    assert "Traceback" not in running.said()
    return code


def complaints(running: Up) -> int:
    file = running.data / "databases" / "intake.sqlite"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        return int(database.execute("SELECT count(*) FROM complaints").fetchone()[0])


async def played(running: Up) -> None:
    async def is_up() -> bool:
        assert running.process.poll() is None, running.said()
        return "Everything is up. Ctrl-C stops it." in running.said()

    await until(is_up, SCENARIO_LIMIT)


def table(running: Up) -> str:
    """The figures and the agencies, which a second play may not change."""
    said = running.said()
    return said[said.index("babel-2022-q1: what") : said.index("Complaint form")]


async def every_address_answers(running: Up) -> None:
    found = re.findall(r"http://\S+", running.said())
    assert len(found) == 8
    async with httpx.AsyncClient(trust_env=False) as http:
        for address in found:
            assert (await http.get(address)).status_code == 200, address


async def filed_once(intake: str) -> dict[str, Any]:
    """As the README says; the same again has the same answer."""
    async with httpx.AsyncClient(trust_env=False) as http:
        answers = [await http.send(request_of_the_readme(intake)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    first, again = (json.loads(answer.content) for answer in answers)
    assert first == again
    receipt: dict[str, Any] = first
    return receipt


def assert_each_log_tells_of(complaint: str, logs: Path) -> None:
    """One line for each request about it, and one for each of its events that a service heard."""
    lines = {name: _lines(logs / f"{name}.log", complaint) for name in SERVICES}
    asked = [line for line in lines["intake"] if line["event"] == "request"]
    assert [(one["method"], one["status"]) for one in asked] == [("POST", 201)] * 2
    for name, least in HEARD.items():
        heard = [line for line in lines[name] if line["event"] == "event heard"]
        assert least <= {line["type"] for line in heard}, name
        once = Counter((line["consumer"], line["event_id"]) for line in heard)
        assert set(once.values()) == {1}, name
        assert {line["outcome"] for line in heard} == {"handled"}


def _lines(log: Path, complaint: str) -> list[dict[str, Any]]:
    found = [json.loads(text) for text in log.read_bytes().splitlines() if text.startswith(b"{")]
    return [line for line in found if line.get("complaint_id") == complaint]


async def counted(running: Up) -> list[dict[str, Any]]:
    """The statistics of all time, once they know of the complaint of today and of its case."""
    addresses = find_addresses(running.data)

    async def complete() -> list[dict[str, Any]]:
        async with connected(addresses, "babel") as client:
            groups: list[dict[str, Any]] = (await statistics(client, "closures", **EVER))["groups"]
        filed, opened = (sum(one[of] for one in groups) for of in ("accesses", "opened"))
        return groups if (filed, opened) == (PLAYED + 1, OPENED + 1) else []

    return await until(complete)
