"""Folding moves counts into the roll-ups without anybody seeing it."""

from datetime import date, timedelta

from prometheus_client import REGISTRY
from sqlalchemy import func, select

from services.metrics import store, timers
from services.metrics.domain.tallies import RECEIVED
from services.metrics.models import RollupRow, TallyRow
from services.metrics.store import Question
from services.metrics.store.places import PLACES
from shared.db.database import Database
from shared.db.transaction import table_of
from tests.factories import NOON, a_closed_case, an_accepted_complaint, an_assigned_case
from tests.service.metrics.facts import an_unroutable_case
from tests.service.metrics.listening import happened


async def _size(database: Database, row: type[TallyRow | RollupRow]) -> int:
    async with database.reading() as connection:
        query = select(func.count()).select_from(table_of(row))
        return (await connection.execute(query)).scalar_one()


async def _received(database: Database) -> int:
    async with database.reading() as connection:
        question = Question(date(2022, 3, 1), date(2022, 4, 1))
        sums = await store.sums(connection, question, [RECEIVED], stock=False)
    return sum(one.amount for one in sums)


async def test_an_answer_is_the_same_before_between_and_after(database: Database) -> None:
    for _ in range(3):
        await happened(database, an_accepted_complaint())
    assert await _received(database) == 3
    assert await store.fold(database, limit=2) == 2
    assert (await _size(database, TallyRow), await _received(database)) == (1, 3)
    assert await store.fold(database) == 1
    assert await store.fold(database) == 0
    assert (await _size(database, TallyRow), await _received(database)) == (0, 3)


async def test_the_roll_ups_do_not_grow_with_the_number_of_cases(database: Database) -> None:
    """A case counts as opened, and its answer as due: in each place by day, month and year."""
    await happened(database, an_assigned_case())
    await store.fold(database)
    size = await _size(database, RollupRow)
    for _ in range(5):
        await happened(database, *(an_assigned_case() for _ in range(20)))
        await store.fold(database)
    assert await _size(database, RollupRow) == size == 2 * 3 * len(PLACES)


async def test_the_gauges_show_what_is_open_and_what_waits(database: Database) -> None:
    await happened(database, an_assigned_case(), an_assigned_case(), an_unroutable_case())
    await happened(database, a_closed_case())
    await timers.set_gauges(database, NOON)
    assert REGISTRY.get_sample_value("metrics_cases_open") == 2
    assert REGISTRY.get_sample_value("metrics_cases_unrouted") == 1


async def test_the_gauges_tell_of_missed_deadlines_from_the_day_after_the_last_on(
    database: Database,
) -> None:
    def told(name: str) -> float | None:
        return REGISTRY.get_sample_value(f"metrics_deadlines_{name}", {"clock": "answer"})

    await happened(database, an_assigned_case(), an_assigned_case())
    for days, missed in ((14, 0), (15, 2)):
        await timers.set_gauges(database, NOON + timedelta(days=days))
        assert (told("overdue"), told("missed")) == (missed, missed)
