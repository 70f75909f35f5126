"""The running service: it folds by itself, and no question makes it fail."""

from collections.abc import Iterator
from pathlib import Path
from signal import SIGTERM
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from services.metrics.models import RollupRow, TallyRow
from services.metrics.store.places import PLACES
from shared.db.database import Database
from shared.db.transaction import table_of
from tests.factories import an_assigned_case
from tests.service.metrics.listening import happened
from tests.service.metrics.process import Running
from tests.waiting import until

STATISTICS = (
    "/statistics/closures",
    "/statistics/stock-flow",
    "/statistics/status",
    "/statistics/requests",
    "/statistics/messages",
    "/statistics/durations",
    "/statistics/silent-agencies",
    "/statistics/bursts",
    "/statistics/checklist",
    "/statistics/coverage",
)
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
ANSWERS = {200, 422}


@pytest.fixture
def running(database_url: str, tmp_path: Path) -> Iterator[Running]:
    process = Running(database_url, tmp_path)
    process.wait()
    yield process
    process.stop()


async def test_it_folds_what_is_counted_and_ends_when_it_is_asked_to(
    database: Database, running: Running
) -> None:
    await happened(database, an_assigned_case())

    async def folded() -> bool:
        async with database.reading() as connection:
            left = await connection.scalar(select(func.count()).select_from(table_of(TallyRow)))
            opened = table_of(RollupRow).c.measure == "opened"
            sums = await connection.scalar(select(func.count()).where(opened))
        return left == 0 and sums == 3 * len(PLACES)

    await until(folded)
    async with httpx.AsyncClient() as client:
        measured = (await client.get(f"{running.url}/metrics")).text
    assert 'metrics_facts_total{kind="closed"} 0.0' in measured
    assert "metrics_cases_open" in measured
    assert running.stop() in {0, -SIGTERM}  # its server passes the signal on once it is done
    assert '"level":"error"' not in running.log.read_text()


def test_no_question_of_any_shape_makes_it_fail(running: Running) -> None:
    described = schemathesis.openapi.from_url(f"{running.url}/openapi.json")
    for path in STATISTICS:
        operation = described[path]["GET"]

        @settings(
            max_examples=10,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=st.one_of([operation.as_strategy(generation_mode=mode) for mode in MODES]))
        def ask(case: schemathesis.Case[Any]) -> None:
            answer = case.call()
            assert answer.status_code in ANSWERS, (case.query, answer.text)

        ask()
