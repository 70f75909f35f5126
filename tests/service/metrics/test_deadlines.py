"""Deadlines add up: due = met + late + dropped + what still runs, however the events arrive."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from services.metrics import offices, store
from services.metrics.domain import deadlines, figures
from services.metrics.store import By, Question
from shared.calendar.zones import local_day
from shared.db.database import Database
from tests.factories import NOON
from tests.service.metrics.asking import Asked, requests, told_of
from tests.service.metrics.listening import tell
from tests.service.metrics.test_any_order import _forget as forget
from tests.service.metrics.test_any_order import in_examples
from tests.service.metrics.test_as_of import FOR_EVER

BYS: tuple[By, ...] = ("total", "office", "agency", "access_type")
SOME_DAYS = st.dates(date(2022, 3, 14), date(2022, 5, 30))

Fates = dict[str, dict[str, int]]


def looked_at(found: Sequence[Asked], by: str, start: date, end: date) -> Fates:
    """By group, what became of each deadline of the period, by looking at each."""
    groups: dict[str, Counter[str]] = {}
    for asked in found:
        zone = offices.zone_of(asked.told["office"])
        group = "total" if by == "total" else str(asked.told[by])
        for one in asked.deadlines:
            if start <= local_day(one.due_at, zone) < end:
                counts = groups.setdefault(group, Counter())
                counts[deadlines.of("due", one.clock)] += 1
                if one.fate() != "open":
                    counts[deadlines.of(one.fate(), one.clock)] += 1
    return {group: dict(counts) for group, counts in groups.items()}


async def added_up(database: Database, question: Question) -> Fates:
    async with database.reading() as connection:
        sums = await store.sums(connection, question, deadlines.ALL, stock=False)
    flows = figures.grouped(sums, question.by, question.start, question.end)
    counts = {
        flow.group: {name: flow[name] for name in deadlines.ALL if flow[name]} for flow in flows
    }
    return {group: told for group, told in counts.items() if told}


@in_examples
@given(
    st.lists(requests(), min_size=1, max_size=20),
    st.randoms(use_true_random=False),
    SOME_DAYS,
    st.integers(1, 60),
)
async def test_every_deadline_counts_once_on_its_last_day(
    database: Database, found: list[Asked], chance: Random, start: date, days: int
) -> None:
    await forget(database)
    events = list(told_of(found))
    events += chance.choices(events, k=len(events) // 2)
    chance.shuffle(events)
    while events:
        size = chance.randint(1, 12)
        await tell(database, events[:size])
        events = events[size:]
        if chance.random() < 0.3:
            await store.fold(database)
    end = start + timedelta(days=days)
    for by in BYS:
        expected = looked_at(found, by, start, end)
        assert await added_up(database, Question(start, end, by)) == expected, by
        past = Question(start, end, by, as_of=FOR_EVER)
        assert await added_up(database, past) == expected, by


@in_examples
@given(st.lists(requests(), min_size=1, max_size=12), st.integers(0, 60 * 24))
async def test_a_past_moment_knows_the_deadlines_of_then(
    database: Database, found: list[Asked], hours: int
) -> None:
    await forget(database)
    events = list(told_of(found))
    as_of = NOON + timedelta(hours=hours)
    await tell(database, [one for one in events if one.recordedtime <= as_of])
    period = (date(2022, 1, 1), date(2023, 1, 1))
    known = await added_up(database, Question(*period))
    await tell(database, events)
    assert await added_up(database, Question(*period, as_of=as_of)) == known
