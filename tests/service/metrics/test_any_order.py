"""Late, repeated and shuffled events give the same figures, for every group and period."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.metrics import store
from services.metrics.answers import closures
from services.metrics.answers.values import Count
from services.metrics.asking.asked import CLOSURES
from services.metrics.domain import figures
from services.metrics.domain.tallies import COHORT
from services.metrics.models import InboxRow, OutboxRow, Table
from services.metrics.reports.groupings import NOT_OF_AGENCIES
from services.metrics.store import By, Question
from shared.db.database import Database
from tests.service.metrics import history, looking
from tests.service.metrics.history import Case, cases
from tests.service.metrics.listening import Event, tell

BYS: tuple[By, ...] = (
    *("total", "office", "agency", "channel", "substance", "access_type"),
    *("region", "maladministration", "campaign"),
)
DAYS = st.dates(date(2021, 12, 18), date(2022, 2, 5))

in_examples = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


async def _forget(database: Database) -> None:
    async with database.plain_transaction() as connection:
        for table in Table.metadata.sorted_tables:
            await connection.execute(table.delete())


async def _flows(database: Database, question: Question) -> list[figures.Flow]:
    measures = tuple(dict.fromkeys((*CLOSURES, *COHORT)))
    async with database.reading() as connection:
        sums = await store.sums(connection, question, measures, stock=True)
    return figures.grouped(sums, question.by, question.start, question.end)


def _mixed(found: Sequence[Case], chance: Random) -> list[list[Event]]:
    """Every event at least once, in any order, in batches of any size."""
    told = [event for case in found for event in history.events(case)]
    told += chance.choices(told, k=len(told) // 2)
    chance.shuffle(told)
    batches = []
    while told:
        size = chance.randint(1, 12)
        batches.append(told[:size])
        told = told[size:]
    return batches


async def _compare(
    database: Database,
    found: Sequence[Case],
    start: date,
    end: date,
    office: str | None = None,
) -> None:
    for by in BYS:
        flows = await _flows(database, Question(start, end, by, office=office))
        shown = {flow.group: closures.stock_flow(flow) for flow in flows}
        balances = {
            group: [
                one.open_at_start,
                one.opened,
                one.reopened,
                one.transferred_in,
                one.transferred_out,
                one.closed,
                one.open_at_end,
            ]
            for group, one in shown.items()
        }
        assert _some(balances) == _some(looking.stock_flow(found, by, start, end)), by
        ends = {flow.group: closures.status(flow) for flow in flows}
        outcomes = {
            group: [one.registered, one.closed, one.handed_over] for group, one in ends.items()
        }
        assert _some(outcomes) == _some(looking.cohorts(found, by, start, end)), by


def _some(groups: Mapping[str, Sequence[Count]]) -> dict[str, list[Count]]:
    return {group: [*counts] for group, counts in groups.items() if any(counts)}


@in_examples
@given(st.lists(cases(), min_size=1, max_size=25), st.randoms(use_true_random=False), DAYS, DAYS)
async def test_stock_flow_and_cohorts_are_those_of_the_cases(
    database: Database, found: list[Case], chance: Random, one: date, other: date
) -> None:
    await _forget(database)
    start, end = sorted((one, other))
    for batch in _mixed(found, chance):
        await tell(database, batch)
        if chance.random() < 0.4:
            await store.fold(database, limit=chance.randint(1, 20))
    if start < end:
        await _compare(database, found, start, end)
    first = found[0].registered_day  # a bound on which something happens
    await _compare(database, found, first, first + timedelta(days=9))
    await _compare(database, found, first - timedelta(days=9), first)
    while await store.fold(database, limit=7):
        pass
    await _compare(database, found, date(2021, 12, 1), date(2022, 12, 1))


@in_examples
@given(st.lists(cases(), min_size=1, max_size=25), st.randoms(use_true_random=False), DAYS, DAYS)
async def test_a_filter_shows_what_the_same_cases_alone_would_show(
    database: Database, found: list[Case], chance: Random, one: date, other: date
) -> None:
    start, end = sorted((one, other))
    if start == end:
        return
    await _forget(database)
    for batch in _mixed(found, chance):
        await tell(database, batch)
    if chance.random() < 0.5:
        await store.fold(database)
    of_kukar = [case for case in found if case.told["office"] == "kukar"]
    of_rco = [case for case in found if case.told["access_type"] == "RCO"]
    for by in BYS:
        narrowed = looking.stock_flow(of_rco, by, start, end)
        flows = await _flows(database, Question(start, end, by, access_type="RCO"))
        assert {f.group: f.open_at_end for f in flows if f.open_at_end} == {
            group: counts[looking.END] for group, counts in narrowed.items() if counts[looking.END]
        }
        await _compare_agency(database, found, by, start, end)
    await _compare(database, of_kukar, start, end, office="kukar")


async def _compare_agency(
    database: Database, found: Sequence[Case], by: By, start: date, end: date
) -> None:
    """Narrowed to one agency: the cases that were there at the end of the period."""
    if by in NOT_OF_AGENCIES:
        return
    flows = await _flows(database, Question(start, end, by, agency="pln"))
    there = [case for case in found if case.holder(end) == "pln"]
    balances = looking.stock_flow(there, by, start, end)
    assert {f.group: f.open_at_end for f in flows if f.open_at_end} == {
        group: counts[looking.END] for group, counts in balances.items() if counts[looking.END]
    }
    if by in ("channel", "substance"):
        return
    flows = await _flows(database, Question(start, end, by, agency="pln", office="babel"))
    there = [case for case in there if case.told["office"] == "babel"]
    balances = looking.stock_flow(there, by, start, end)
    assert {f.group: f.open_at_end for f in flows if f.open_at_end} == {
        group: counts[looking.END] for group, counts in balances.items() if counts[looking.END]
    }


@in_examples
@given(st.lists(cases(), min_size=1, max_size=25), st.randoms(use_true_random=False), DAYS, DAYS)
async def test_months_begin_where_the_last_one_ended(
    database: Database, found: list[Case], chance: Random, one: date, other: date
) -> None:
    start, end = sorted((one, other))
    if start == end:
        return
    await _forget(database)
    for batch in _mixed(found, chance):
        await tell(database, batch)
    flows = await _flows(database, Question(start, end, "month"))
    [whole] = await _flows(database, Question(start, end))
    assert flows[0].open_at_start == whole.open_at_start
    assert flows[-1].open_at_end == whole.open_at_end
    for earlier, later in pairwise(flows):
        assert earlier.open_at_end == later.open_at_start
    assert sum(flow["closed"] for flow in flows) == whole["closed"]
    assert sum(flow.seconds_to_close for flow in flows) == whole.seconds_to_close


@pytest.mark.parametrize("seed", range(3))
async def test_two_instances_that_hear_and_fold_at_once_count_each_event_once(
    database_url: str, database: Database, seed: int
) -> None:
    chance = Random(seed)
    drawn: list[Case] = []

    @settings(max_examples=60, deadline=None, database=None, derandomize=True)
    @given(cases())
    def draw(case: Case) -> None:
        drawn.append(case)

    draw()
    second = Database(database_url, OutboxRow, InboxRow)
    batches = _mixed(drawn, chance)

    async def hear(here: Database, share: Sequence[list[Event]]) -> None:
        for batch in share:
            await tell(here, batch)

    async def fold(here: Database, until: Callable[[], bool]) -> None:
        while not until():
            await store.fold(here, limit=chance.randint(1, 15))
            await asyncio.sleep(0)

    hearing = asyncio.gather(hear(database, batches[::2]), hear(second, batches[1::2]))
    folding = asyncio.gather(fold(database, hearing.done), fold(second, hearing.done))
    await hearing
    await folding
    await _compare(database, drawn, date(2021, 12, 28), date(2022, 1, 10))
    while await store.fold(second):
        pass
    await _compare(second, drawn, date(2021, 12, 28), date(2022, 1, 10))
    await second.close()
