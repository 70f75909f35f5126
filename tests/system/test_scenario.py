"""The scenario of 2022 travels the whole way, adds up, and doubles nothing when played again."""

import asyncio
import io
from typing import Any

import httpx
import pytest
from rich.console import Console
from sqlalchemy import case, func, select

from deploy.client import connected
from deploy.scenarios import play
from deploy.scenarios.figures import Figure, ask_figures
from deploy.scenarios.script import read_script
from services.intake.models import ComplaintRow
from services.routing.models import CaseRow, RequestRow
from shared import clock
from shared.access.person import Person
from shared.db.transaction import table_of
from tests.system import books, examples
from tests.system.disturbing import rebuild
from tests.system.stack import Stack
from tests.system.traffic import a_client
from tests.waiting import until

pytestmark = pytest.mark.system

NAME = "babel-2022-q1"
COMPLAINTS = table_of(ComplaintRow).c
CASES = table_of(CaseRow).c
REQUESTS = table_of(RequestRow).c

FIGURES = [
    ("480", 480, None),
    ("294", 294, None),
    ("61.25 %", 294, 480),
    ("83", 83, None),
    ("81.93 %", 68, 83),
    ("11", 11, 11),
]
MAILS = 94 + 60 + 7 + 2 * 5
"""To focal points on assignment; to reporters with an address on receipt and on closure; to the
officers of the five that are to put something right, with the order and when it is done."""


def played(stack: Stack) -> str:
    """What is shown of a play."""
    shown = io.StringIO()
    asyncio.run(play(NAME, stack.addresses, Console(file=shown, width=200)))
    return shown.getvalue()


async def figures(stack: Stack) -> list[Figure]:
    async with connected(stack.addresses, "babel") as client:
        return await ask_figures(client, read_script(NAME))


async def counts(stack: Stack) -> list[object]:
    """Complaints, cases and requests, by what may not change when it is played again.

    Between sent and delivered lies a mail, which is on its way meanwhile.
    """
    states = select(CASES.state, func.count()).group_by(CASES.state).order_by(CASES.state)
    on_its_way = case((REQUESTS.state == "delivered", "sent"), else_=REQUESTS.state).label("state")
    requests = select(on_its_way, func.count()).group_by(on_its_way).order_by(on_its_way)
    return [
        (await stack.read("intake", select(func.count(COMPLAINTS.complaint_id))))[0][0],
        [tuple(row) for row in await stack.read("routing", states)],
        [tuple(row) for row in await stack.read("routing", requests)],
    ]


async def mails(stack: Stack) -> int:
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.get(f"{stack.addresses.mails}/mails.json")
    count: int = answer.json()["count"]
    return count


async def nothing_on_its_way(stack: Stack) -> None:
    async with a_client(stack) as client:
        await books.until_quiet(stack, client)


def test_the_scenario_adds_up_and_may_be_played_again(stack: Stack) -> None:
    shown = played(stack)
    for words in ("294", "61.25 %", "68", "83", "81.93 %", "81.92 %", "half up"):
        assert words in shown
    assert "inspektorat-belitung-timur" in shown
    found = asyncio.run(figures(stack))
    assert [(one.value, one.numerator, one.denominator) for one in found] == FIGURES

    before = asyncio.run(counts(stack))
    assert before[:2] == [491, [("assigned", 26), ("closed", 68)]]

    async def all_mails() -> bool:
        return await mails(stack) >= MAILS

    asyncio.run(until(all_mails, 60.0))
    played(stack)
    asyncio.run(nothing_on_its_way(stack))
    assert asyncio.run(counts(stack)) == before
    assert asyncio.run(figures(stack)) == found
    assert asyncio.run(mails(stack)) == MAILS
    assert stack.errors() == []
    case_times(stack)


def test_the_examples_of_the_document_are_what_is_answered(stack: Stack) -> None:
    """In shape and in figures; `python -m tests.system.examples` takes them anew."""
    taken, shown = asyncio.run(examples.take(stack)), examples.kept()
    assert taken.keys() == shown.keys()
    for name, one in taken.items():
        assert examples.lasting(one) == examples.lasting(shown[name]), name


def test_statistics_made_anew_from_the_events_are_the_same(stack: Stack) -> None:
    """The same bytes, for the same moment: from the old tables, the new ones, and once more."""
    as_of = clock.now().isoformat()
    before = report(stack, as_of)
    assert before["preliminary"] is False
    for _ in range(2):
        done = rebuild(stack)
        assert (done["unreadable"], done["events"] > MAILS) == (0, True)
        assert report(stack, as_of) == before
        assert [one.value for one in asyncio.run(figures(stack))] == [one[0] for one in FIGURES]
    asyncio.run(stack.restart("metrics"))
    assert report(stack, as_of) == before
    assert stack.errors() == []


def report(stack: Stack, as_of: str) -> dict[str, Any]:
    told = {"as_of": as_of, "format": "json"}
    address = f"{stack.addresses.metrics}/reports/2022-Q1"
    token = stack.addresses.token_of(Person("penguji", "head", "babel"))
    headers = {"authorization": f"Bearer {token}"}
    with httpx.Client(trust_env=False, headers=headers) as http:
        said: dict[str, Any] = http.get(address, params=told).raise_for_status().json()
    return said


def case_times(stack: Stack) -> None:
    """Each case knows when it happened and when it was recorded."""
    query = select(func.max(CASES.registered_at), func.min(CASES.recorded_at))
    [(last, recorded)] = asyncio.run(stack.read("routing", query))
    assert last.isoformat() < "2022-04-01"
    assert recorded.year > 2022
