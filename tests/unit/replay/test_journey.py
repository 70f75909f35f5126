"""What a service refuses is written down by line, and hinders nothing else."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import orjson
import pytest

from deploy import deeds
from deploy.replay.complaints import Complaint
from deploy.replay.journey import Counts, Journey, travel
from deploy.replay.report import reporting
from deploy.replay.table import BadRow
from shared.errors import Refused
from tests.unit.replay.export import made_of
from tests.unit.replay.server import Handler, Server

ROWS: list[Complaint | BadRow] = [
    made_of(SRNumber="1-1"),
    made_of(SRNumber="1-2", ClosedDate="12/01/2017 02:00:00 PM"),
    made_of(SRNumber="1-3"),
    made_of(SRNumber="1-4", Status="Open", ClosedDate=""),
]


@pytest.fixture(autouse=True)
def _no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deeds, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(deeds, "STANDSTILL_SECONDS", 0.02)


def services(*, refused: str = "", closing: dict[str, str] | None = None) -> Handler:
    """Intake, which refuses one number, and routing, which answers every deed alike."""

    def filed(form: dict[str, Any]) -> dict[str, Any]:
        if form["source_number"] == refused:
            problem = {"field": "narrative", "problem": "too short"}
            return {"result": "refused", "code": "invalid", "detail": "x", "errors": [problem]}
        return {"result": "accepted", "complaint_id": str(uuid4())}

    def handler(request: httpx.Request) -> httpx.Response:
        lines = [orjson.loads(line) for line in request.content.splitlines()]
        if request.url.path == "/complaints/batch":
            return httpx.Response(200, json={"lines": [filed(line) for line in lines]})
        answer = {"result": "refused", **closing} if closing else {"result": "done"}
        return httpx.Response(200, json={"lines": [answer] * len(lines)})

    return handler


async def travelled(handler: Handler, report: Path) -> Counts:
    async with Server(handler) as client:
        with reporting(report) as refusals:
            journey = Journey(client, refusals, lambda _: None, lambda *_: None)
            await travel(journey, ROWS)
    return journey.counts


def refusals(report: Path) -> Iterator[tuple[str, str, str]]:
    with report.open(newline="") as file:
        for row in csv.DictReader(file):
            yield row["number"], row["what"], row["code"]


async def test_all_that_can_be_is_filed_and_closed(tmp_path: Path) -> None:
    report = tmp_path / "replays" / "refused.csv"
    counts = await travelled(services(), report)
    assert (counts.rows, counts.refused, counts.filed, counts.closed) == (4, 1, 3, 2)
    assert list(refusals(report)) == [("1-2", "row", "closed-before-received")]


async def test_a_complaint_that_intake_refuses_is_written_down(tmp_path: Path) -> None:
    report = tmp_path / "refused.csv"
    counts = await travelled(services(refused="1-3"), report)
    assert (counts.refused, counts.filed, counts.closed, counts.unfinished) == (2, 2, 1, 0)
    assert list(refusals(report))[1:] == [("1-3", "row", "invalid")]
    assert "narrative: too short" in report.read_text()


async def test_a_closing_that_routing_refuses_is_written_down(tmp_path: Path) -> None:
    report = tmp_path / "refused.csv"
    closing = {"code": "unacceptable", "detail": "It lies in the future."}
    counts = await travelled(services(closing=closing), report)
    assert (counts.filed, counts.closed, counts.closing_refused) == (3, 0, 2)
    assert list(refusals(report))[1:] == [
        ("1-1", "closure", "unacceptable"),
        ("1-3", "closure", "unacceptable"),
    ]


async def test_what_was_closed_before_is_counted_and_not_written_down(tmp_path: Path) -> None:
    report = tmp_path / "refused.csv"
    counts = await travelled(services(closing={"code": "illegal-move", "detail": ""}), report)
    assert (counts.closed, counts.closed_before, counts.closing_refused) == (0, 2, 0)
    assert len(list(refusals(report))) == 1


async def test_a_case_that_never_opens_leaves_the_replay_unfinished(tmp_path: Path) -> None:
    closing = {"code": "not-found", "detail": "There is no such case."}
    counts = await travelled(services(closing=closing), tmp_path / "refused.csv")
    assert (counts.closing_refused, counts.unfinished) == (2, 2)


async def test_a_service_that_says_no_to_everything_ends_the_replay(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="403"):
        await travelled(lambda _: httpx.Response(403, json={"detail": "no"}), tmp_path / "r.csv")
