"""One clock at fault stops no other: it is logged, counted and looked at again later."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import orjson
import pytest
from sqlalchemy import select, update

from services.routing import measures, policies, timers
from services.routing.domain import ladder
from services.routing.domain.registry import Registry
from services.routing.models import DeadlineRow
from services.routing.store.cases import CASES
from shared.aside import LOOKED_AT_AGAIN
from shared.calendar.days import NoCalendar
from shared.db.transaction import table_of
from tests.factories import NOON
from tests.offices import an_office, with_closures_of_a_regency
from tests.service.routing.office import LATER, Office

DEADLINES = table_of(DeadlineRow)
NEXT_DAY = LATER + timedelta(days=2)

POISON: list[Any] = [
    (DEADLINES, {"unit": "moons"}),
    (CASES, {"refused_by": "not JSON"}),
]


async def _write(office: Office, table: Any, case_id: UUID, **values: Any) -> None:
    async with office.database.transaction(LATER) as tx:
        of = table.c.case_id == case_id
        await tx.connection.execute(update(table).where(of).values(**values))


@pytest.mark.parametrize(("table", "values"), POISON)
async def test_a_row_that_cannot_be_read_stops_no_other_clock(
    office: Office, table: Any, values: dict[str, Any], logged: io.BytesIO
) -> None:
    cases = [await office.with_a_case() for _ in range(5)]
    [before] = await office.rows(select(table).where(table.c.case_id == cases[2]).limit(1))
    await _write(office, table, cases[2], **values)
    counted = measures.STUCK._value.get()
    await office.time_passes(NEXT_DAY)
    events = [event for event in await office.announced() if "escalated" in event.type]
    assert {UUID(event.subject) for event in events} == {*cases} - {cases[2]}
    assert measures.STUCK._value.get() == counted + 1
    lines = [orjson.loads(line) for line in logged.getvalue().splitlines()]
    assert [line["case_id"] for line in lines if line["level"] == "error"] == [str(cases[2])]

    # Mended, it goes on at the next look, and what was due is told with its own time.
    await _write(office, table, cases[2], **{name: before._mapping[name] for name in values})
    await office.time_passes(NEXT_DAY + LOOKED_AT_AGAIN)
    last = (await office.announced())[-1]
    assert (UUID(last.subject), last.time) == (cases[2], events[0].time)


async def test_a_year_that_no_decree_covers_stops_no_other_clock(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counting one office's day anew fails; another case is told in its time all the same."""
    cases = [await office.with_a_case() for _ in range(3)]
    real = ladder.next_step

    def unknown(case: Any, deadline: Any, desk: Any) -> Any:
        if case.case_id == cases[0]:
            raise NoCalendar(2031)
        return real(case, deadline, desk)

    monkeypatch.setattr(ladder, "next_step", unknown)
    await office.time_passes(NEXT_DAY)
    events = [event for event in await office.announced() if "escalated" in event.type]
    assert {UUID(event.subject) for event in events} == {*cases[1:]}


async def test_what_cannot_be_counted_again_keeps_its_promise_and_stops_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [await office.with_a_case() for _ in range(2)]
    for case_id in cases:
        await office.post(f"/cases/{case_id}/requests", {"kind": "corrective-action"})
    async with office.database.transaction(LATER) as tx:
        earlier = {"calendar": "2022/1", "due_at": datetime(2022, 4, 9, 16, 59, 59, tzinfo=UTC)}
        of = (DEADLINES.c.kind == "corrective-action") & (DEADLINES.c.clock == "answer")
        await tx.connection.execute(update(DEADLINES).where(of).values(**earlier))
    real = ladder.recalculate

    def unknown(case: Any, deadline: Any, clocks: Any, now: Any) -> Any:
        if case.case_id == cases[0]:
            raise NoCalendar(2031)
        return real(case, deadline, clocks, now)

    monkeypatch.setattr(ladder, "recalculate", unknown)
    assert await timers.recalculate(office.database, office.clock) == 1


async def test_the_first_closures_of_a_region_count_for_clocks_that_run(office: Office) -> None:
    """Counted before the region had any closures, a deadline's version names none."""
    office.clock.now = datetime(2025, 8, 4, 3, tzinfo=UTC)
    complaint = await office.with_a_case(registered_at=office.clock.now)
    await office.post(f"/cases/{complaint}/requests", {"kind": "corrective-action"})
    [before] = await office.rows(
        select(DEADLINES).where(DEADLINES.c.kind == "corrective-action", DEADLINES.c.days == 30)
    )
    assert before.calendar.endswith("+19.71/1")
    async with office.database.transaction(LATER) as tx:
        due = before.due_at - timedelta(days=1)
        earlier = {"calendar": before.calendar.removesuffix("+19.71/1"), "due_at": due}
        of = (DEADLINES.c.of_id == before.of_id) & (DEADLINES.c.clock == "answer")
        await tx.connection.execute(update(DEADLINES).where(of).values(**earlier))
    assert not policies.is_current(policies.calendar_of("babel", "water"), earlier["calendar"])
    assert policies.is_current(policies.calendar_of("kukar", "water"), earlier["calendar"])
    assert await timers.recalculate(office.database, office.clock) == 1
    [after] = await office.rows(select(DEADLINES).where(DEADLINES.c.due_at == before.due_at))
    assert after.calendar == before.calendar


async def test_an_agency_elsewhere_has_the_closures_of_its_own_region(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ran before the decree is counted again, and each clock says the day and the decree."""
    office.clock.now = NOON
    there = an_office().model_dump(mode="json")
    there["agencies"][0]["region"] = "19.05"
    await office.load(Registry.model_validate(there))
    case_id = await office.open_case()
    await office.post(f"/cases/{case_id}/requests", {"kind": "corrective-action"})
    shown = (await office.get(f"/cases/{case_id}/deadlines")).json()
    [before] = [one for one in shown if (one["clock"], one["days"]) == ("answer", 30)]
    assert before["due_at"].startswith("2022-04-26")
    almanac = with_closures_of_a_regency(tmp_path)
    monkeypatch.setattr(policies, "almanac", lambda: almanac)
    monkeypatch.setattr(policies, "_clocks", WeakKeyDictionary())  # as after a start
    assert await timers.recalculate(office.database, office.clock) > 0
    assert await timers.recalculate(office.database, office.clock) == 0
    shown = (await office.get(f"/cases/{case_id}/deadlines")).json()
    [after] = [one for one in shown if (one["clock"], one["days"]) == ("answer", 30)]
    assert after["due_at"].startswith("2022-04-27")
    assert after["calendar"].endswith("+19.05/1+19.71/1")
    [closed] = [one for one in after["skipped"] if one["kind"] == "closure"]
    assert (closed["day"], closed["name"]) == ("2022-03-15", "Hari jadi contoh")
    assert closed["decree"] == "Surat Edaran Bupati Contoh Nomor 7 Tahun 2022"
    assert "Hari jadi contoh" in after["text"]
    assert "deadline.recalculated" in await office.types()
