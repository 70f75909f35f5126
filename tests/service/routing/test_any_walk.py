"""Random walks over a case: what is illegal changes nothing, and history is the truth."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from deploy.provision import migrate
from services.routing import desk
from services.routing.desk import Order
from services.routing.domain.deeds import Deed, RequestDeed
from services.routing.domain.moves import CASE_MOVES, REQUEST_MOVES
from services.routing.models import DeadlineRow, InboxRow, OutboxRow, RequestRow
from services.routing.store import SYSTEM
from shared.db.database import Database
from shared.db.transaction import table_of
from shared.errors import Refused
from tests.offices import an_office, an_officer
from tests.service.routing.office import CASES, LATER, OUTBOX, Office, StandingClock
from tests.unit.routing.standing import DEEDS

T = TypeVar("T")

TABLES = (CASES, table_of(RequestRow), table_of(DeadlineRow), OUTBOX)
TARGETS = ("water", "lights", "roads")


def _migrated() -> Path:
    """One migrated database, copied for every walk."""
    path = Path(tempfile.mkdtemp(prefix="walk-")) / "empty.sqlite"
    migrate("routing", f"sqlite+aiosqlite:///{path}")
    return path


class Walk(RuleBasedStateMachine):
    """A case of an office with three agencies, on a real database."""

    empty: Path

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp(prefix="walk-"))
        shutil.copy(self.empty, self.folder / "one.sqlite")
        self.run(self._begin)

    def run(self, work: Callable[..., Coroutine[Any, Any, T]], *told: Any) -> T:
        return self.runner.run(work(*told))

    async def _begin(self) -> None:
        database = Database(f"sqlite+aiosqlite:///{self.folder}/one.sqlite", OutboxRow, InboxRow)
        self.office = Office(database, httpx.AsyncClient(), StandingClock(LATER))
        third = an_office().agencies[0].model_copy(update={"agency": "roads"})
        officers = [*an_office().focal_points, an_officer("roads-primary")]
        await self.office.load(
            an_office(agencies=[*an_office().agencies, third], focal_points=officers)
        )
        self.case_id = await self.office.open_case()

    async def _everything(self) -> list[Any]:
        return [
            list(await self.office.rows(table.select().order_by(*table.primary_key.columns)))
            for table in TABLES
        ]

    @rule(
        name=st.sampled_from(sorted(DEEDS)),
        agency=st.sampled_from(TARGETS),
        minutes=st.integers(1, 60 * 24 * 3),
    )
    def somebody_says(self, name: str, agency: str, minutes: int) -> None:
        self.office.clock.now += timedelta(minutes=minutes)
        fields = type(DEEDS[name]).model_fields
        in_time = (self.office.clock.now + timedelta(days=9)).date()
        aimed: dict[str, object] = {"agency": agency, "until": in_time}
        aimed = {field: value for field, value in aimed.items() if field in fields}
        self.run(self._say, DEEDS[name].model_copy(update=aimed))

    async def _say(self, deed: Deed) -> None:
        before = await self._everything()
        [case] = before[0]
        states = {request.state for request in before[1]}
        legal = case.state in CASE_MOVES[deed.deed] and (
            not isinstance(deed, RequestDeed) or bool(states & set(REQUEST_MOVES[deed.deed]))
        )
        try:
            await desk.do(
                self.office.database, self.office.clock, Order(deed, SYSTEM, case_id=self.case_id)
            )
        except Refused as refused:
            status = refused.status
        else:
            status = 201
        if status != 201:
            assert status in ((409, 422) if legal else (409,))
            assert await self._everything() == before
            return
        assert legal, f"{deed.deed} was done to {case.state} with {states}"
        [[after], *_] = await self._everything()
        assert after.state in CASE_MOVES[deed.deed][case.state]
        assert after.version > case.version

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.run(self.office.time_passes, self.office.clock.now + timedelta(days=days))

    @invariant()
    def history_makes_the_case(self) -> None:
        self.run(self.office.holds_to_its_histories)

    @invariant()
    def each_event_has_its_rank(self) -> None:
        events = self.run(self.office.announced)
        ranks = [int(event.sequence) for event in events]
        assert ranks == sorted(set(ranks))

    @invariant()
    def only_open_things_have_running_clocks(self) -> None:
        cases, requests, clocks, _ = self.run(self._everything)
        running = {clock.of_id for clock in clocks if clock.next_at is not None}
        waiting = {one.request_id for one in requests if one.state in REQUEST_MOVES["escalate"]}
        ended = {one.request_id for one in requests} - waiting
        assert not running & ended
        if cases[0].state == "closed":
            assert not running

    def teardown(self) -> None:
        self.run(self.office.database.close)
        self.run(self.office.client.aclose)
        self.runner.close()
        shutil.rmtree(self.folder)


def test_whatever_is_said_and_whenever() -> None:
    Walk.empty = _migrated()
    try:
        walks = settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(Walk, settings=walks)
    finally:
        shutil.rmtree(Walk.empty.parent)
