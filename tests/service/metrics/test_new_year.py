"""New Year's midnight in the three zones of the country: each case counts once, in its own year."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest

from services.metrics import offices, store
from services.metrics.asking.asked import CLOSURES
from services.metrics.domain import figures
from services.metrics.store import Question
from shared.db.database import Database
from shared.events.base import Fact
from shared.ids import new_id
from shared.offices import SHIPPED
from tests.factories import a_closed_case, an_accepted_complaint, an_assigned_case, an_event
from tests.service.metrics.facts import a_reopened_case
from tests.service.metrics.listening import Event, tell

ZONES = {"pangkalpinang": "Asia/Jakarta", "kutai": "Asia/Makassar", "jayapura": "Asia/Jayapura"}
YEARS = ((2021, date(2021, 1, 1), date(2022, 1, 1)), (2022, date(2022, 1, 1), date(2023, 1, 1)))
F = TypeVar("F", bound=Fact)

MOMENT = timedelta(microseconds=1)
FOR_EVER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _three_zones(tmp_path: Path) -> Iterator[None]:
    """WIB, WITA and WIT; no shipped office is in the last."""
    file = tmp_path / "zones.yaml"
    named = "\n".join(f"  {office}: {zone}" for office, zone in ZONES.items())
    file.write_text(f"default: Asia/Jakarta\noffices:\n{named}\n")
    offices.use(file)
    yield
    offices.use(SHIPPED)


def midnight(office: str) -> datetime:
    return datetime(2022, 1, 1, tzinfo=ZoneInfo(ZONES[office])).astimezone(UTC)


def a_case(office: str, registered: datetime, *ends: datetime) -> list[Event]:
    """Accepted and assigned at once; closed, reopened, closed again, … at those moments."""
    told = {
        "complaint_id": new_id(),
        "case_id": new_id(),
        "office": office,
        "registered_at": registered,
    }
    received = {name: value for name, value in told.items() if name != "case_id"}
    facts: list[tuple[Fact, datetime]] = [
        (an_accepted_complaint(**received), registered),
        (_of(an_assigned_case(), told), registered),
    ]
    for place, moment in enumerate(ends):
        was = {"was_reason": "K20", "was_closed_at": ends[place - 1]}
        fact: Fact = _of(a_reopened_case(**was), told) if place % 2 else _of(a_closed_case(), told)
        facts.append((fact, moment))
    return [an_event(fact, moment) for fact, moment in facts]


def _of(fact: F, told: dict[str, object]) -> F:
    return fact.model_copy(update=told)


async def balance(
    database: Database, start: date, end: date, as_of: datetime | None
) -> dict[str, list[int]]:
    """By office: open at start, opened, reopened, closed, open at end, closed of the cohort."""
    question = Question(start, end, "office", as_of=as_of)
    async with database.reading() as connection:
        sums = await store.sums(connection, question, CLOSURES, stock=True)
    return {
        flow.group: [
            flow.open_at_start,
            flow["opened"],
            flow["reopened"],
            flow["closed"],
            flow.open_at_end,
            flow.registered_and_closed,
        ]
        for flow in figures.grouped(sums, "office", start, end)
    }


async def test_each_case_counts_in_the_year_of_its_office(database: Database) -> None:
    events: list[Event] = []
    for office in ZONES:
        new = midnight(office)
        last = new - MOMENT
        events += a_case(office, last, last)  # of the old year, closed in it
        events += a_case(office, last, new)  # of the old year, closed in the first moment
        events += a_case(office, new, new)  # of the new year
        events += a_case(office, new - timedelta(days=9), last, new, new + MOMENT)  # closed twice
    events += events[::3]
    Random(2022).shuffle(events)
    await tell(database, events)
    expected = {
        2021: {office: [0, 3, 0, 2, 1, 3] for office in ZONES},
        2022: {office: [1, 1, 1, 3, 0, 1] for office in ZONES},
    }
    for as_of in (None, FOR_EVER):
        for year, start, end in YEARS:
            assert await balance(database, start, end, as_of) == expected[year]
    while await store.fold(database):
        pass
    for year, start, end in YEARS:
        assert await balance(database, start, end, None) == expected[year]


async def test_one_moment_lies_in_two_years(database: Database) -> None:
    """At half past eleven in Pangkalpinang the new year has begun in Kutai and in Jayapura."""
    moment = midnight("pangkalpinang") - timedelta(minutes=30)
    await tell(database, [event for office in ZONES for event in a_case(office, moment)])
    told = [await balance(database, start, end, None) for _, start, end in YEARS]
    assert [set(one) for one in told] == [{"pangkalpinang"}, set(ZONES)]
    assert told[1]["pangkalpinang"] == [1, 0, 0, 0, 1, 0]
    assert told[1]["kutai"] == told[1]["jayapura"] == [0, 1, 0, 0, 1, 0]
